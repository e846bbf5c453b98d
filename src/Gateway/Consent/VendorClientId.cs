namespace HmisGateway.Consent;

/// <summary>A client's id in one HMIS.</summary>
/// <param name="Vendor">The vendor's configured name.</param>
/// <param name="Id">The id. Personal data.</param>
internal readonly record struct VendorClientId(string Vendor, string Id)
{
    /// <summary>The vendor only.</summary>
    /// <returns>A text without personal data.</returns>
    public override string ToString() => Vendor;
}
