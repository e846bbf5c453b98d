namespace HmisGateway.Experiments.Revocation;

/// <summary>A write that the agency system sent.</summary>
/// <param name="Canary">The mark in its first bytes and in its body.</param>
/// <param name="Body">What was sent.</param>
/// <param name="Answering">The answer.</param>
internal sealed record RevocationWrite(string Canary, byte[] Body, Task<ReplicaAnswer> Answering)
{
    /// <summary>The answer, once it is there.</summary>
    public ReplicaAnswer? Answer => Answering.IsCompletedSuccessfully ? Answering.Result : null;
}
