namespace HmisGateway.Bench.Rounds;

/// <summary>A proxy against the yardstick, round by round, so that what both suffer from the machine cancels out.</summary>
/// <param name="Throughput">Throughput as a share of the yardstick's.</param>
/// <param name="Cpu">CPU time per request as a multiple of the yardstick's.</param>
/// <param name="AddedP50Milliseconds">Median latency on top of the yardstick's.</param>
/// <param name="AddedP99Milliseconds">99th percentile of latency on top of the yardstick's.</param>
internal sealed record Comparison(Spread Throughput, Spread Cpu, Spread AddedP50Milliseconds, Spread AddedP99Milliseconds)
{
    public static Comparison Of(string proxy, string yardstick, IReadOnlyList<Turn> turns)
    {
        var pairs = turns.Where(turn => turn.Proxy == proxy)
            .Select(own => (Own: own, Yardstick: turns.Single(turn => turn.Proxy == yardstick && turn.Round == own.Round)))
            .ToArray();
        return new Comparison(
            Spread.Of(pairs.Select(pair => pair.Own.Load.PerSecond / pair.Yardstick.Load.PerSecond)),
            Spread.Of(pairs.Select(pair => pair.Own.CpuMicroseconds / pair.Yardstick.CpuMicroseconds)),
            Spread.Of(pairs.Select(pair => pair.Own.Load.P50Milliseconds - pair.Yardstick.Load.P50Milliseconds)),
            Spread.Of(pairs.Select(pair => pair.Own.Load.P99Milliseconds - pair.Yardstick.Load.P99Milliseconds)));
    }
}
