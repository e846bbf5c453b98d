namespace HmisGateway.Bench.Replicas;

/// <summary>What several gateways on one database did under many writers.</summary>
internal sealed record ReplicasReport
{
    /// <summary>How many gateways.</summary>
    public required int Replicas { get; init; }

    /// <summary>How many writers, each with one request at a time.</summary>
    public required int Writers { get; init; }

    /// <summary>From the first request sent to the last answer.</summary>
    public required double Seconds { get; init; }

    /// <summary>All requests, then those of each kind.</summary>
    public required IReadOnlyList<KindResult> Kinds { get; init; }

    /// <summary>CPU time of all gateways per request, in microseconds.</summary>
    public required double CpuMicroseconds { get; init; }

    /// <summary>Deadlocks that the server has found.</summary>
    public required long Deadlocks { get; init; }

    /// <summary>Most sessions on the database that were seen at a time; looked at ten times a second.</summary>
    public required long MostSessions { get; init; }

    /// <summary>How many the server allows.</summary>
    public required long SessionLimit { get; init; }

    /// <summary>Writes that arrived upstream.</summary>
    public required long Arrived { get; init; }

    /// <summary>Writes that were answered as forwarded.</summary>
    public required long Forwarded { get; init; }

    /// <summary>How many No Sharing were recorded with nothing in flight.</summary>
    public required long Recordings { get; init; }

    /// <summary>Median latency of those, in milliseconds; of the replica where it was greatest.</summary>
    public required double RecordingP50Milliseconds { get; init; }

    /// <summary>99th percentile of those, in milliseconds; of the replica where it was greatest.</summary>
    public required double RecordingP99Milliseconds { get; init; }

    /// <summary>What must not be, in words; null when all was well.</summary>
    public required string? Problem { get; init; }
}
