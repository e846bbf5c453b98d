namespace HmisGateway.Bench.Rounds;

/// <summary>One proxy over the rounds of one cell.</summary>
internal sealed record ProxySummary(
    string Proxy, long Requests, Spread PerSecond, Spread P50Milliseconds, Spread P99Milliseconds, Spread CpuMicroseconds, Spread AllocatedBytes)
{
    /// <summary>Summarises the turns of <paramref name="proxy"/>.</summary>
    public static ProxySummary Of(string proxy, IReadOnlyList<Turn> turns)
    {
        var own = turns.Where(turn => turn.Proxy == proxy).ToArray();
        return new ProxySummary(
            proxy,
            own.Sum(turn => turn.Load.Completed),
            Spread.Of(own.Select(turn => turn.Load.PerSecond)),
            Spread.Of(own.Select(turn => turn.Load.P50Milliseconds)),
            Spread.Of(own.Select(turn => turn.Load.P99Milliseconds)),
            Spread.Of(own.Select(turn => turn.CpuMicroseconds)),
            Spread.Of(own.Select(turn => turn.AllocatedBytes)));
    }
}
