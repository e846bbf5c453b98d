namespace HmisGateway.Bench.Rounds;

/// <summary>What one kind of request gave.</summary>
internal sealed record CellReport
{
    /// <summary>Its name.</summary>
    public required string Cell { get; init; }

    /// <summary>Every turn.</summary>
    public required IReadOnlyList<Turn> Turns { get; init; }

    /// <summary>One for each proxy, the yardstick first.</summary>
    public required IReadOnlyList<ProxySummary> Proxies { get; init; }

    /// <summary>The second proxy against the yardstick; null where only one took turns.</summary>
    public required Comparison? Ratio { get; init; }

    /// <summary>Requests per second that were offered; null in a closed loop.</summary>
    public double? Offered { get; init; }
}
