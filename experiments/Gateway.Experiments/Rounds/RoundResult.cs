namespace HmisGateway.Experiments.Rounds;

/// <summary>What one round showed.</summary>
internal sealed record RoundResult
{
    /// <summary>Which variation of the experiment it was.</summary>
    public required string Cell { get; init; }

    /// <summary>When the fault struck, in milliseconds after the load had begun.</summary>
    public required double FaultAtMs { get; init; }

    /// <summary>Requests that had been sent to the gateway and not answered when it struck; with 0 the round does not count.</summary>
    public required int InFlight { get; init; }

    /// <summary>Of these, the ones that the vendor had received.</summary>
    public required int ForwardsInFlight { get; init; }

    /// <summary>The last marked request that reached the vendor before the fault, or an empty text.</summary>
    public required string LastCanary { get; init; }

    /// <summary>Every promise that was not kept, in words; empty when all were.</summary>
    public IReadOnlyList<string> Violations { get; init; } = [];

    /// <summary>Further counts for the tables, such as acknowledged receipts that were read back.</summary>
    public IReadOnlyDictionary<string, long> Counts { get; init; } = new SortedDictionary<string, long>(StringComparer.Ordinal);

    /// <summary>True when the fault struck while something was going on.</summary>
    public bool Landed => InFlight > 0;
}
