namespace HmisGateway.Consent.Sources;

/// <summary>A client for whom a source is asked: by the agency's own id, or by an HMIS id. One of the two is set.</summary>
/// <param name="ClientId">The agency's own id. Personal data.</param>
/// <param name="VendorId">The HMIS id.</param>
internal readonly record struct RoiSourceQuestion(string? ClientId, VendorClientId? VendorId)
{
    /// <summary>The kind of id only.</summary>
    /// <returns>A text without personal data.</returns>
    public override string ToString() => ClientId is null ? nameof(VendorId) : nameof(ClientId);
}
