namespace HmisGateway.Keys;

/// <summary>An agency's key, sealed under a key-encryption key.</summary>
/// <param name="AgencyId">Whose key it is; bound to the sealed bytes.</param>
/// <param name="KekId">Which key-encryption key opens it; bound to the sealed bytes.</param>
/// <param name="Wrapped">The sealed key.</param>
/// <param name="CreatedAt">When it was made.</param>
internal sealed record WrappedAgencyKey(string AgencyId, string KekId, byte[] Wrapped, DateTimeOffset CreatedAt);
