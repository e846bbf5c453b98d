using System.Globalization;
using HmisGateway.Bench.Replicas;

namespace HmisGateway.Bench.Rounds;

/// <summary>The report as tables.</summary>
internal sealed class ReportText(TextWriter writer)
{
    private const string Columns = "proxy           req/s     p50 ms     p99 ms  CPU us/req  KB/req";

    /// <summary>Above the turns of one kind.</summary>
    public void Heading(string title) => Line($"\n{title}\nround  {Columns}");

    /// <summary>One turn.</summary>
    public void Turn(Turn turn) => Row(
        turn.Round.ToString(CultureInfo.InvariantCulture),
        turn.Proxy,
        turn.Load.PerSecond,
        turn.Load.P50Milliseconds,
        turn.Load.P99Milliseconds,
        turn.CpuMicroseconds,
        turn.AllocatedBytes);

    /// <summary>Medians and ratios of every cell.</summary>
    public void Summary(Report report)
    {
        foreach (var cell in report.Cells)
        {
            var pace = cell.Offered is { } offered ? string.Create(CultureInfo.InvariantCulture, $" at {offered:N0} requests per second") : "";
            Line($"\n{cell.Cell}{pace}: median over rounds\n       {Columns}");
            foreach (var proxy in cell.Proxies)
            {
                Row(
                    "",
                    proxy.Proxy,
                    proxy.PerSecond.Median,
                    proxy.P50Milliseconds.Median,
                    proxy.P99Milliseconds.Median,
                    proxy.CpuMicroseconds.Median,
                    proxy.AllocatedBytes.Median);
            }

            if (cell.Ratio is { } ratio)
            {
                Line($"  median (least to greatest) over rounds, against {cell.Proxies[0].Proxy}");
                Line($"  CPU per request   {Range(ratio.Cpu, "0.00")}; least CPU of each {cell.Proxies[1].CpuMicroseconds.Minimum / cell.Proxies[0].CpuMicroseconds.Minimum:0.00}");
                Line($"  throughput        {Range(ratio.Throughput, "0.00")}");
                Line($"  added p50 ms      {Range(ratio.AddedP50Milliseconds, "0.00")}");
                Line($"  added p99 ms      {Range(ratio.AddedP99Milliseconds, "0.00")}");
            }
        }

        if (report.Replicas is { } replicas)
        {
            Replicas(replicas);
        }

        Line($"");
        foreach (var (name, bytes) in report.PeakResidentBytes)
        {
            Line($"peak memory of {name}: {bytes / 1048576.0:N0} MiB");
        }

        Line($"data at the end: {report.DataBytes / 1048576.0:N0} MiB");
        foreach (var profile in report.Profiles)
        {
            Line($"CPU profile: {profile}");
        }
    }

    /// <summary>What several gateways on one database did.</summary>
    public void Replicas(ReplicasReport report)
    {
        Line($"\nreplicas: {report.Replicas} gateways, {report.Writers} writers for {report.Seconds:0.0} s\nkind            req/s     p50 ms     p99 ms  answers");
        foreach (var kind in report.Kinds)
        {
            var answers = string.Join(", ", kind.Statuses.Select(status => string.Create(CultureInfo.InvariantCulture, $"{status.Key}: {status.Value}")));
            Line($"{kind.Kind,-10} {kind.PerSecond,10:N0} {kind.P50Milliseconds,10:0.00} {kind.P99Milliseconds,10:0.00}  {answers}");
        }

        Line($"CPU of all gateways per request: {report.CpuMicroseconds:0.0} us");
        Line($"deadlocks: {report.Deadlocks}");
        Line($"sessions on the server: at most {report.MostSessions} of {report.SessionLimit}");
        Line($"arrived upstream: {report.Arrived}, answered {report.Forwarded} times as forwarded");
        Line($"No Sharing with nothing in flight: p50 {report.RecordingP50Milliseconds:0.00} ms, p99 {report.RecordingP99Milliseconds:0.00} ms, {report.Recordings} recordings over all gateways");
        if (report.Problem is { } problem)
        {
            Line($"{problem}");
        }
    }

    /// <summary>What is measured, before it is.</summary>
    public void Preamble(RunOptions options, string machine, int bodyBytes) => Line(
        $"{machine}\nseed {options.Seed}, {options.Connections} connections, {options.Rounds} rounds of {options.Turn.TotalSeconds} s, body {bodyBytes} bytes, {options.Clients} clients, answer ids {options.AnswerIds}, storage {(options.OnPostgres ? "postgres" : "sqlite")}");

    private static string Range(Spread spread, string format) => string.Create(
        CultureInfo.InvariantCulture, $"{spread.Median.ToString(format, CultureInfo.InvariantCulture)} ({spread.Minimum.ToString(format, CultureInfo.InvariantCulture)} to {spread.Maximum.ToString(format, CultureInfo.InvariantCulture)})");

    private void Row(string round, string proxy, double perSecond, double p50, double p99, double cpu, double allocated) =>
        Line($"{round,5}  {proxy,-10} {perSecond,10:N0} {p50,10:0.00} {p99,10:0.00} {cpu,11:0.0} {allocated / 1024,7:0.0}");

    private void Line(FormattableString line) => writer.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
