namespace HmisGateway.Management;

/// <summary>A No Sharing that the anchor knows and the storage does not.</summary>
/// <param name="Agency">Which agency recorded it.</param>
/// <param name="Client">The anchor's pseudonym of the agency's client.</param>
/// <param name="At">When it was recorded, UTC.</param>
internal sealed record MissingNone(string Agency, string Client, DateTimeOffset At);
