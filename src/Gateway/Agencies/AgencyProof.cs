namespace HmisGateway.Agencies;

/// <summary>A proof as it is stored: never a secret, only its hash.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Hash">32 bytes: a certificate's SHA-256 thumbprint, or the keyed hash of a vendor credential and its header.</param>
/// <param name="AgencyId">Whom it proves. One proof never proves two agencies.</param>
/// <param name="Subject">The name of the header in lower case; empty for a certificate.</param>
/// <param name="CreatedAt">When it was registered.</param>
/// <param name="EndsAt">When a certificate ends; null for a credential.</param>
internal sealed record AgencyProof(
    AgencyProofKind Kind, byte[] Hash, string AgencyId, string Subject, DateTimeOffset CreatedAt, DateTimeOffset? EndsAt)
{
    /// <summary>What it is called when it is listed or removed: the whole thumbprint of a certificate, the first 8 bytes of a credential's hash.</summary>
    public string Id => Convert.ToHexStringLower(Kind == AgencyProofKind.Certificate ? Hash : Hash.AsSpan(0, 8));
}
