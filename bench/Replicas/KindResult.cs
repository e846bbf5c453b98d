namespace HmisGateway.Bench.Replicas;

/// <summary>What requests of one kind gave.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="PerSecond">Answers per second.</param>
/// <param name="P50Milliseconds">Median latency.</param>
/// <param name="P99Milliseconds">Latency that 99 % stay within.</param>
/// <param name="Statuses">How many answers had each status.</param>
internal sealed record KindResult(
    string Kind, double PerSecond, double P50Milliseconds, double P99Milliseconds, IReadOnlyDictionary<int, long> Statuses);
