using HmisGateway.Hosting;

namespace HmisGateway.Consent.Sources;

/// <summary>How one agency's clients are named on a FHIR server.</summary>
/// <param name="ClientSystem">The identifier system of the agency's own ids.</param>
/// <param name="VendorSystem">That of HMIS ids, with <c>{vendor}</c> in it.</param>
/// <param name="OrganizationSystem">The identifier system of agencies, or null.</param>
/// <param name="AgencyId">The agency.</param>
internal sealed record FhirNames(string ClientSystem, string VendorSystem, string? OrganizationSystem, string AgencyId)
{
    /// <summary>The names of an agency.</summary>
    public static FhirNames Of(FhirConsentOptions options, string agencyId) => new(
        Fill(options.ClientSystem!, agencyId),
        Fill(options.VendorSystem, agencyId),
        options.OrganizationSystem is { Length: > 0 } system ? Fill(system, agencyId) : null,
        agencyId);

    /// <summary>The search token of the agency, or null.</summary>
    public string? Organization => OrganizationSystem is { } system ? $"{Escape(system)}|{Escape(AgencyId)}" : null;

    /// <summary>The search token of a client.</summary>
    public string TokenOf(RoiSourceQuestion asked) => asked.ClientId is { } id
        ? $"{Escape(ClientSystem)}|{Escape(id)}"
        : $"{Escape(SystemOf(asked.VendorId!.Value))}|{Escape(asked.VendorId.Value.Id)}";

    /// <summary>The identifier system of an HMIS id.</summary>
    public string SystemOf(VendorClientId vendorId) => VendorSystem.Replace("{vendor}", vendorId.Vendor, StringComparison.Ordinal);

    private static string Fill(string system, string agencyId) => system.Replace("{agency}", agencyId, StringComparison.Ordinal);

    /// <summary>Characters with a meaning in a search parameter. Source: FHIR R4, 3.1.1.4.0 "Escaping search parameters".</summary>
    private static string Escape(string value) => value
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("|", "\\|", StringComparison.Ordinal)
        .Replace(",", "\\,", StringComparison.Ordinal)
        .Replace("$", "\\$", StringComparison.Ordinal);
}
