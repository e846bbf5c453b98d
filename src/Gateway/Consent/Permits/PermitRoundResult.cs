namespace HmisGateway.Consent.Permits;

/// <summary>What became of a round: it is committed.</summary>
/// <param name="Renewed">Which permits were renewed; those that were revoked are not among them.</param>
/// <param name="Revoked">Permits of this replica that a choice has revoked.</param>
/// <param name="CaughtUp">Completes when this replica has taken over everything that was committed before the permits were.</param>
internal sealed record PermitRoundResult(IReadOnlySet<Guid> Renewed, IReadOnlyList<Guid> Revoked, Task CaughtUp);
