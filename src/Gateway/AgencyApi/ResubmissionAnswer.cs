namespace HmisGateway.AgencyApi;

/// <summary>The answer to a resubmission that reached the vendor.</summary>
/// <param name="Receipt">The item.</param>
/// <param name="Status"><c>resubmitted</c> when the vendor took it, else <c>held</c>.</param>
/// <param name="VendorStatus">The vendor's HTTP status.</param>
/// <param name="VendorContentType">The vendor's content type, or null.</param>
/// <param name="VendorBody">The vendor's body, Base64 in JSON.</param>
internal sealed record ResubmissionAnswer(Guid Receipt, string Status, int VendorStatus, string? VendorContentType, byte[] VendorBody)
{
    /// <summary>The receipt only.</summary>
    /// <returns>A text without personal data.</returns>
    public override string ToString() => $"{Receipt} {VendorStatus}";
}
