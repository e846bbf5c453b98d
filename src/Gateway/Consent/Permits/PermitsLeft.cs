namespace HmisGateway.Consent.Permits;

/// <summary>Those of some permits that are still there.</summary>
/// <param name="Permits">Which.</param>
/// <param name="HasReset">True when one of the others was reset; it did not end by itself.</param>
/// <param name="IsComplete">False after another server was promoted: those that are missing may be in use.</param>
/// <param name="Timeline">The timeline of the server.</param>
internal sealed record PermitsLeft(IReadOnlySet<Guid> Permits, bool HasReset, bool IsComplete, string Timeline);
