using System.Diagnostics;

namespace HmisGateway.Experiments.Crash;

/// <summary>What the agency system heard of a request.</summary>
/// <param name="Request">What it had sent.</param>
/// <param name="Status">The status, or null when the connection broke.</param>
/// <param name="Decision">The decision's id, or null.</param>
/// <param name="Body">The answer's body.</param>
internal sealed record MarkedAnswer(MarkedRequest Request, int? Status, Guid? Decision, string Body)
{
    /// <summary>When it was heard.</summary>
    public long At { get; } = Stopwatch.GetTimestamp();
}
