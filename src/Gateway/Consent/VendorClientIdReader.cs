using HmisGateway.Hosting;

namespace HmisGateway.Consent;

/// <summary>Reads a client's HMIS id as an agency writes it.</summary>
internal static class VendorClientIdReader
{
    /// <summary>Reads <c>1003</c> or <c>hmis:1003</c>.</summary>
    /// <param name="stated">What was written, or null.</param>
    /// <param name="vendors">The configured vendors.</param>
    /// <param name="problems">Takes what is wrong.</param>
    public static VendorClientId? Read(string? stated, IReadOnlyList<VendorOptions> vendors, List<FieldProblem> problems)
    {
        if (stated is not { } text)
        {
            return null;
        }

        int colon = text.IndexOf(':', StringComparison.Ordinal);
        string id = text[(colon + 1)..];
        string? vendor = colon < 0
            ? vendors.Count == 1 ? vendors[0].Name : null
            : vendors.FirstOrDefault(v => text.AsSpan(0, colon).SequenceEqual(v.Name))?.Name;
        if (vendor is null)
        {
            problems.Add(new("vendorId", colon < 0
                ? $"Several vendors are configured; write the vendor's name before the id, e.g. {(vendors.Count > 0 ? vendors[0].Name : "hmis")}:1003."
                : $"Unknown vendor name before the colon; configured: {string.Join(", ", vendors.Select(static v => v.Name))}."));
        }
        else if (!ClientIdSyntax.IsValid(id))
        {
            problems.Add(new("vendorId", $"The id must be {ClientIdSyntax.Rule}."));
        }
        else if (id.Length > 1 && id[0] == '0' && !id.AsSpan().ContainsAnyExceptInRange('0', '9'))
        {
            // HMIS that reads it as a number knows the client by another text, and the choice would not be found by that.
            problems.Add(new("vendorId", "A number without leading zeros, as HMIS shows it."));
        }

        return vendor is null ? null : new VendorClientId(vendor, id);
    }
}
