namespace HmisGateway.Experiments.Revocation;

/// <summary>A round as it stands in the JSON lines. Times are milliseconds of one monotonic clock.</summary>
internal sealed record RevocationLine
{
    public required ulong Seed { get; init; }

    public required int Attempt { get; init; }

    public required int Replicas { get; init; }

    public required RevocationPoint Point { get; init; }

    public required RevocationFault Fault { get; init; }

    /// <summary>What the seed chose: whom the writes are about, who forwarded and who recorded, when what was let go.</summary>
    public required string Variation { get; init; }

    /// <summary>Writes that were on their way when the fault struck.</summary>
    public required int InFlight { get; init; }

    /// <summary>How the forwards ended, as the answer says; null when there was none.</summary>
    public string? Drained { get; init; }

    /// <summary>How many calls the acknowledgement took.</summary>
    public int? Calls { get; init; }

    /// <summary>From the first call to the acknowledgement.</summary>
    public double? ReturnedAfterMs { get; init; }

    /// <summary>When the last byte about the client arrived at the vendor, counted from the acknowledgement: negative before it. Null when none arrived.</summary>
    public double? LastByteMs { get; init; }

    /// <summary>One of the verdicts of <see cref="Rounds.RoundLine"/>.</summary>
    public required string Verdict { get; init; }

    public IReadOnlyList<string>? Violations { get; init; }

    public required IReadOnlyDictionary<string, long> Counts { get; init; }
}
