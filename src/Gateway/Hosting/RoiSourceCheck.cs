using HmisGateway.Consent.Sources;

namespace HmisGateway.Hosting;

/// <summary>Checks the settings of an outside source of ROIs.</summary>
internal static class RoiSourceCheck
{
    private static readonly TimeSpan ShortestTimeout = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromMinutes(1);

    /// <summary>Everything that is wrong with them.</summary>
    public static IEnumerable<ConfigurationProblem> Problems(ConsentOptions consent, int vendors)
    {
        if (consent.Source == RoiSourceKind.Registry)
        {
            return consent.Address is null ? []
                : [new("Consent:Address", "it is not used: the choices are in the registry.", "Set Consent:Source to Http or Fhir, or leave the address out.")];
        }

        return AddressProblems(consent.Address)
            .Concat(TimeoutProblems(consent.Timeout))
            .Concat(CredentialCheck.Problems(
                consent.Credential.Header, consent.Credential.FromFile, "Consent:Credential", "then nothing is presented to the source."))
            .Concat(consent.Source == RoiSourceKind.Fhir ? FhirProblems(consent.Fhir, vendors) : []);
    }

    private static IEnumerable<ConfigurationProblem> AddressProblems(string? stated)
    {
        if (!Uri.TryCreate(stated, UriKind.Absolute, out Uri? address) || (address.Scheme != Uri.UriSchemeHttps && address.Scheme != Uri.UriSchemeHttp))
        {
            yield return new("Consent:Address", "it is not an absolute http or https address.", "Write it like https://consent.example.org/roi-lookups.");
            yield break;
        }

        if (address.UserInfo.Length > 0 || address.Query.Length > 0 || address.Fragment.Length > 0)
        {
            yield return new("Consent:Address", "it carries a user, a query or a fragment.", "Keep scheme, host, port and path only.");
        }

        if (address.Scheme == Uri.UriSchemeHttp && !address.IsLoopback)
        {
            yield return new("Consent:Address", "clients' ids and choices would travel without TLS.", "Use https.");
        }
    }

    private static IEnumerable<ConfigurationProblem> TimeoutProblems(TimeSpan timeout)
    {
        if (timeout < ShortestTimeout || timeout > LongestTimeout)
        {
            yield return new("Consent:Timeout", $"{timeout:c} is not between {ShortestTimeout:c} and {LongestTimeout:c}.", "The default is 00:00:05.");
        }
    }

    private static IEnumerable<ConfigurationProblem> FhirProblems(FhirConsentOptions fhir, int vendors)
    {
        if (string.IsNullOrEmpty(fhir.ClientSystem))
        {
            yield return new("Consent:Fhir:ClientSystem", "it is missing.",
                "Name the system of Patient.identifier whose values are the agency's own client ids; {agency} in it stands for the agency.");
        }

        else if (!fhir.ClientSystem.Contains("{agency}", StringComparison.Ordinal) && string.IsNullOrEmpty(fhir.OrganizationSystem))
        {
            yield return new("Consent:Fhir:ClientSystem", "it is the same for all agencies, so that clients of two of them with one id would be one.",
                "Write {agency} where the agency's id stands in it, or set Consent:Fhir:OrganizationSystem.");
        }

        if (vendors > 1 && !fhir.VendorSystem.Contains("{vendor}", StringComparison.Ordinal))
        {
            yield return new("Consent:Fhir:VendorSystem", "it is the same for all vendors, so that their ids would be mixed up.", "Write {vendor} where the vendor's name stands in it.");
        }

        if (fhir.Category is { Length: > 0 } category && !category.Contains('|', StringComparison.Ordinal))
        {
            yield return new("Consent:Fhir:Category", "it is not a token.", "Write system|code.");
        }
    }
}
