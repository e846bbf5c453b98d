namespace HmisGateway.Consent.Sources;

/// <summary>What a source has on file for one client now.</summary>
/// <param name="ClientId">The agency's own id, under which the forms are recorded. Personal data.</param>
/// <param name="VendorId">The HMIS id by which the client was asked for, or null.</param>
/// <param name="Forms">The forms that count there; empty for none.</param>
internal sealed record RoiSourceClient(string ClientId, VendorClientId? VendorId, IReadOnlyList<RoiSubmission> Forms)
{
    /// <summary>The number of forms only.</summary>
    /// <returns>A text without personal data.</returns>
    public override string ToString() => $"{Forms.Count} forms";
}
