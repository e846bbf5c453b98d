namespace HmisGateway.Consent;

/// <summary>From whom a client is separated. One of the two is stated.</summary>
internal sealed record SeparationRequest
{
    /// <summary>Another client id of the same agency.</summary>
    public string? ClientId { get; init; }

    /// <summary>An HMIS id that a form of the client states: <c>1003</c>, or with the vendor's name <c>hmis:1003</c>.</summary>
    public string? VendorId { get; init; }

    /// <summary>Nothing of it.</summary>
    /// <returns>A text without personal data.</returns>
    public override string ToString() => nameof(SeparationRequest);
}
