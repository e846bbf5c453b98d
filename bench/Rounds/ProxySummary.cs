namespace HmisGateway.Bench.Rounds;

/// <summary>Medians over the rounds of one proxy.</summary>
internal sealed record ProxySummary(
    string Proxy, long Requests, double PerSecond, double P50Milliseconds, double P99Milliseconds, double CpuMicroseconds, long Reconnects, long PeakResidentBytes)
{
    /// <summary>Summarises the turns of <paramref name="proxy"/>.</summary>
    public static ProxySummary Of(string proxy, IReadOnlyList<Turn> turns, long peakResidentBytes)
    {
        var own = turns.Where(turn => turn.Proxy == proxy).ToArray();
        return new ProxySummary(
            proxy,
            own.Sum(turn => turn.Load.Completed),
            Spread.Of(own.Select(turn => turn.Load.PerSecond)).Median,
            Spread.Of(own.Select(turn => turn.Load.P50Milliseconds)).Median,
            Spread.Of(own.Select(turn => turn.Load.P99Milliseconds)).Median,
            Spread.Of(own.Select(turn => turn.CpuMicroseconds)).Median,
            own.Sum(turn => turn.Load.Reconnects),
            peakResidentBytes);
    }
}
