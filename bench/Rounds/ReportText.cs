using System.Globalization;

namespace HmisGateway.Bench.Rounds;

/// <summary>The report as tables.</summary>
internal sealed class ReportText(TextWriter writer)
{
    /// <summary>Above the turns of one kind.</summary>
    public void Heading(string title) => Line($"\n{title}\nround  proxy           req/s     p50 ms     p99 ms  CPU us/req");

    /// <summary>One turn.</summary>
    public void Turn(Turn turn) => Row(
        turn.Round.ToString(CultureInfo.InvariantCulture), turn.Proxy, turn.Load.PerSecond, turn.Load.P50Milliseconds, turn.Load.P99Milliseconds, turn.CpuMicroseconds);

    /// <summary>Medians, ratios and what was diverted.</summary>
    public void Summary(Report report)
    {
        Line($"\nmedian over rounds");
        foreach (var summary in report.Forwarded)
        {
            Summary(summary, "forwarded");
        }

        if (report.Diverted is { } diverted)
        {
            Summary(diverted, "diverted");
        }

        var names = $"{report.Forwarded[1].Proxy}/{report.Forwarded[0].Proxy}";
        Line($"\n{names}, median over rounds (least to greatest)");
        Line($"  CPU per request   {Range(report.Ratio.Cpu, "0.000")}");
        Line($"  throughput        {Range(report.Ratio.Throughput, "0.000")}");
        Line($"  added p50 ms      {Range(report.Ratio.AddedP50Milliseconds, "0.00")}");
        Line($"  added p99 ms      {Range(report.Ratio.AddedP99Milliseconds, "0.00")}");
        if (report.Diverted is { } final)
        {
            Line($"diverted writes per second: {final.PerSecond:N0}");
            Line($"data folder at the end: {report.DataBytes / 1048576.0:N0} MiB");
        }

        foreach (var profile in report.Profiles)
        {
            Line($"CPU profile: {profile}");
        }
    }

    /// <summary>What is measured, before it is.</summary>
    public void Preamble(RunOptions options, string machine, int bodyBytes) => Line(
        $"{machine}\nseed {options.Seed}, {options.Connections} connections, {options.Rounds} rounds of {options.Turn.TotalSeconds} s, body {bodyBytes} bytes, {options.Clients} clients, answer ids {options.AnswerIds}");

    private static string Range(Spread spread, string format) => string.Create(
        CultureInfo.InvariantCulture, $"{spread.Median.ToString(format, CultureInfo.InvariantCulture)} ({spread.Minimum.ToString(format, CultureInfo.InvariantCulture)} to {spread.Maximum.ToString(format, CultureInfo.InvariantCulture)})");

    private void Summary(ProxySummary summary, string kind)
    {
        Row("", summary.Proxy, summary.PerSecond, summary.P50Milliseconds, summary.P99Milliseconds, summary.CpuMicroseconds);
        Line($"       {kind} {summary.Requests:N0} requests, {summary.Reconnects:N0} reconnects, peak memory {summary.PeakResidentBytes / 1048576.0:N0} MiB");
    }

    private void Row(string round, string proxy, double perSecond, double p50, double p99, double cpu) =>
        Line($"{round,5}  {proxy,-10} {perSecond,10:N0} {p50,10:0.00} {p99,10:0.00} {cpu,11:0.0}");

    private void Line(FormattableString line) => writer.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
