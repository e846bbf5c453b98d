namespace HmisGateway.Experiments.Revocation;

/// <summary>The answer that says that nothing more is sent.</summary>
/// <param name="At">When it was there, by the machine's one monotonic clock.</param>
/// <param name="Drained">How the forwards ended, in its words.</param>
/// <param name="Calls">How many calls it took; those before were answered with a fault, or not at all.</param>
/// <param name="WasAccepted">True when the first answer was <c>202</c> and the status address said the rest.</param>
internal sealed record Acknowledgement(long At, string Drained, int Calls, bool WasAccepted);
