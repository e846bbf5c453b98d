using HmisGateway.Policy.Decisions;

namespace HmisGateway.Pipeline.Splitting;

/// <summary>A request that was taken apart: some of its records are kept, the rest is forwarded.</summary>
internal interface ISplit
{
    /// <summary>How many records are taken out.</summary>
    long RemovedCount { get; }

    /// <summary>How many bytes they have.</summary>
    long RemovedBytes { get; }

    /// <summary>How many records are forwarded.</summary>
    long ForwardedCount { get; }

    /// <summary>What the agency is warned of, in wire form; null for nothing.</summary>
    string? Warning { get; }

    /// <summary>The first of all reasons in the order of the codes.</summary>
    ConsentDecision.Divert FirstReason();
}
