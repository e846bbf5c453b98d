namespace HmisGateway.Agencies;

/// <summary>A gateway key as it is stored: never the secret, only its keyed hash.</summary>
/// <param name="AgencyId">Whose key it is.</param>
/// <param name="Hash">HMAC-SHA-256 of the secret under the key ring's agency-key pepper.</param>
/// <param name="CreatedAt">When it was issued. At most the two latest of an agency are live.</param>
internal sealed record AgencyKeyRecord(string AgencyId, byte[] Hash, DateTimeOffset CreatedAt);
