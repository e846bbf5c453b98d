namespace HmisGateway.Consent.Permits;

/// <summary>What a replica asks of the permits in one round trip.</summary>
/// <param name="Grants">Permits to grant.</param>
/// <param name="Renewals">Permits to renew.</param>
/// <param name="Releases">Permits whose forwards have ended.</param>
/// <param name="Resets">Permits whose forwards were reset: they are kept for a while, marked.</param>
internal sealed record PermitRound(
    IReadOnlyList<PermitPass> Grants, IReadOnlyList<Guid> Renewals, IReadOnlyList<Guid> Releases, IReadOnlyList<Guid> Resets);
