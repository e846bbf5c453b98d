namespace HmisGateway.Bench.Load;

/// <summary>What one run of load gave.</summary>
/// <param name="Completed">How many requests were answered as expected.</param>
/// <param name="Seconds">From the first request sent to the last answer.</param>
/// <param name="P50Milliseconds">Median latency.</param>
/// <param name="P99Milliseconds">Latency that 99 % stay within.</param>
/// <param name="Reconnects">Connections that the server closed after an answer.</param>
internal sealed record LoadResult(long Completed, double Seconds, double P50Milliseconds, double P99Milliseconds, long Reconnects)
{
    /// <summary>Answers per second.</summary>
    public double PerSecond => Completed / Seconds;
}
