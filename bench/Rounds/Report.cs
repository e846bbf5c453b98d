using HmisGateway.Bench.Replicas;

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

    /// <summary><c>sqlite</c> or <c>postgres</c>.</summary>
    public required string Storage { get; init; }

    /// <summary>What several gateways on one database did; null when that was not measured.</summary>
    public required ReplicasReport? Replicas { get; init; }

    /// <summary>One for each kind of request.</summary>
    public required IReadOnlyList<CellReport> Cells { get; init; }

    /// <summary>Largest resident memory of each process, in bytes.</summary>
    public required IReadOnlyDictionary<string, long> PeakResidentBytes { get; init; }

    /// <summary>Size of the gateway's data folder, or of its database, at the end, in bytes.</summary>
    public required long DataBytes { get; init; }

    /// <summary>Lists of what costs most, when asked for.</summary>
    public required IReadOnlyList<string> Profiles { get; init; }
}
