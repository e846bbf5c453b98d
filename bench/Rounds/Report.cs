namespace HmisGateway.Bench.Rounds;

/// <summary>All that one measurement found.</summary>
internal sealed record Report
{
    /// <summary>Seed of the made-up clients.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Cores, runtime and system.</summary>
    public required string Machine { get; init; }

    /// <summary>Keep-alive connections.</summary>
    public required int Connections { get; init; }

    /// <summary>Length of a turn in seconds.</summary>
    public required double TurnSeconds { get; init; }

    /// <summary>Bytes of a request body.</summary>
    public required int BodyBytes { get; init; }

    /// <summary>Clients that the writes were about.</summary>
    public required int Clients { get; init; }

    /// <summary>Which ids the upstream answered with.</summary>
    public required string AnswerIds { get; init; }

    /// <summary>Turns with forwarded writes.</summary>
    public required IReadOnlyList<Turn> ForwardedTurns { get; init; }

    /// <summary>Summaries of the forwarded turns, the yardstick first.</summary>
    public required IReadOnlyList<ProxySummary> Forwarded { get; init; }

    /// <summary>The second proxy against the yardstick.</summary>
    public required Comparison Ratio { get; init; }

    /// <summary>Turns with diverted writes; empty without the gateway.</summary>
    public IReadOnlyList<Turn> DivertedTurns { get; init; } = [];

    /// <summary>Summary of the diverted turns, or null.</summary>
    public ProxySummary? Diverted { get; init; }

    /// <summary>Size of the gateway's data folder at the end, in bytes.</summary>
    public long DataBytes { get; init; }

    /// <summary>Lists of what costs most, when asked for.</summary>
    public IReadOnlyList<string> Profiles { get; init; } = [];
}
