namespace HmisGateway.Experiments.Rounds;

/// <summary>A round as it stands in the JSON lines.</summary>
internal sealed record RoundLine
{
    /// <summary>Verdict of a round in which every promise was kept.</summary>
    public const string Held = "held";

    /// <summary>Verdict of a round in which a promise was broken.</summary>
    public const string Violated = "violated";

    /// <summary>Verdict of a round whose fault struck while nothing was going on; it is repeated.</summary>
    public const string NotCounted = "not_counted";

    public required string Experiment { get; init; }

    public required ulong Seed { get; init; }

    public required int Attempt { get; init; }

    public required string Cell { get; init; }

    public required double FaultAtMs { get; init; }

    public required int InFlight { get; init; }

    public required int ForwardsInFlight { get; init; }

    public required string LastCanary { get; init; }

    public required string Verdict { get; init; }

    public IReadOnlyList<string>? Violations { get; init; }

    public required IReadOnlyDictionary<string, long> Counts { get; init; }

    public static RoundLine Of(string experiment, ulong seed, int attempt, RoundResult result) => new()
    {
        Experiment = experiment,
        Seed = seed,
        Attempt = attempt,
        Cell = result.Cell,
        FaultAtMs = Math.Round(result.FaultAtMs, 1),
        InFlight = result.InFlight,
        ForwardsInFlight = result.ForwardsInFlight,
        LastCanary = result.LastCanary,

        // A broken promise is one wherever the fault struck.
        Verdict = result.Violations.Count > 0 ? Violated : result.Landed ? Held : NotCounted,
        Violations = result.Violations.Count > 0 ? result.Violations : null,
        Counts = result.Counts,
    };
}
