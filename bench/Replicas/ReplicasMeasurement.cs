using System.Globalization;
using System.Runtime.InteropServices;
using HmisGateway.Bench.Load;
using HmisGateway.Bench.Payloads;
using HmisGateway.Bench.Processes;

namespace HmisGateway.Bench.Replicas;

/// <summary>
/// Several gateways on one database under many writers, who mix forwarded, diverted and recorded requests: errors, deadlocks and sessions on
/// the server. Then choices with nothing in flight.
/// </summary>
/// <param name="options">What is measured.</param>
/// <param name="http">For questions beside the load.</param>
internal sealed class ReplicasMeasurement(RunOptions options, HttpClient http)
{
    /// <summary>Name of the cell.</summary>
    public const string Cell = "replicas";

    private const int Count = 3;
    private const string Host = "hmis.example.org";
    private const string Database = "replicas";

    // Apart from the numbers of the other loads.
    private const long FirstNumber = 1L << 28;
    private static readonly TimeSpan SessionPoll = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(400);

    /// <summary>Starts the gateways, measures them, and ends them.</summary>
    public async Task<ReplicasReport> RunAsync(
        DatabaseServer server, DirectoryInfo data, Uri vendor, IReadOnlyList<BenchClient> full, IReadOnlyList<BenchClient> none, CancellationToken cancellationToken)
    {
        List<ProxyUnderLoad> gateways = [];
        ReplicasReport measured;
        try
        {
            // One database, the same keys, a data folder of its own for each.
            var key = await StartAsync(gateways, server, data, vendor, cancellationToken);
            await GatewayProcess.RecordChoicesAsync(gateways[0], key, [.. full, .. none], cancellationToken);
            measured = await MeasureAsync(gateways, key, server, vendor, full, none, cancellationToken);
        }
        finally
        {
            foreach (var gateway in gateways)
            {
                await gateway.Process.DisposeAsync();
            }
        }

        // A session tells of its deadlocks at the latest when it ends.
        while (await server.ReadSessionsAsync(Database) > 0)
        {
            await Task.Delay(SessionPoll, TimeProvider.System, cancellationToken);
        }

        var deadlocks = await server.ReadDeadlocksAsync(Database);
        return measured with
        {
            Deadlocks = deadlocks,
            Problem = deadlocks > 0 ? string.Create(CultureInfo.InvariantCulture, $"{deadlocks} deadlocks. {measured.Problem}") : measured.Problem,
        };
    }

    private async Task<ReplicasReport> MeasureAsync(
        List<ProxyUnderLoad> gateways,
        string key,
        DatabaseServer server,
        Uri vendor,
        IReadOnlyList<BenchClient> full,
        IReadOnlyList<BenchClient> none,
        CancellationToken cancellationToken)
    {
        // 1. All writers at once.
        var writers = new ManyWriters([.. Enumerable.Range(0, options.Writers).Select(i => WriterOf(i, gateways[i % Count], key, full, none))], FirstNumber);
        _ = writers.Run(options.WarmUp, cancellationToken);
        await Task.Delay(Settle, TimeProvider.System, cancellationToken);
        var arrivedBefore = await ReceivedAsync(vendor, cancellationToken);
        var cpuBefore = gateways.Sum(gateway => gateway.Process.CpuTime.TotalMicroseconds);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var watching = WatchSessionsAsync(server, stop.Token);
        var (answers, took) = writers.Run(options.Turn * options.Rounds, cancellationToken);
        await Task.Delay(Settle, TimeProvider.System, cancellationToken);
        var cpu = gateways.Sum(gateway => gateway.Process.CpuTime.TotalMicroseconds) - cpuBefore;
        var arrived = await ReceivedAsync(vendor, cancellationToken) - arrivedBefore;
        await stop.CancelAsync();
        var sessions = await watching;

        // 2. Choices with nothing in flight, on each gateway in turn.
        var recordings = Record(gateways, key, cancellationToken);
        var forwarded = answers.LongCount(answer => answer is { Status: 200, Writer.Kind: Measurement.Update or Measurement.Create });
        var unexpected = answers.LongCount(answer => answer.Status != answer.Writer.ExpectedStatus);
        return new ReplicasReport
        {
            Replicas = Count,
            Writers = options.Writers,
            Seconds = took.TotalSeconds,
            Kinds = [KindOf("all", answers, took), .. answers.GroupBy(answer => answer.Writer.Kind).Select(kind => KindOf(kind.Key, [.. kind], took))],
            CpuMicroseconds = cpu / answers.Count,
            Deadlocks = 0,
            MostSessions = sessions,
            SessionLimit = await server.ReadSessionLimitAsync(),
            Arrived = arrived,
            Forwarded = forwarded,
            Recordings = recordings.Sum(load => load.Completed),
            RecordingP50Milliseconds = recordings.Max(load => load.P50Milliseconds),
            RecordingP99Milliseconds = recordings.Max(load => load.P99Milliseconds),
            Problem = unexpected > 0 || arrived != forwarded
                ? string.Create(CultureInfo.InvariantCulture, $"{unexpected} answers with another status than expected, {arrived} arrived where {forwarded} were answered as forwarded.")
                : null,
        };
    }

    private static LoadWriter WriterOf(int i, ProxyUnderLoad gateway, string key, IReadOnlyList<BenchClient> full, IReadOnlyList<BenchClient> none)
    {
        // Of ten writers five update, two create, two are diverted and one records choices.
        var turn = i / Count;
        return (turn % 10) switch
        {
            < 5 => new LoadWriter(Measurement.Update, ClientCreate.Update(full[turn % full.Count], key, Host), gateway.EndPoint, 200),
            < 7 => new LoadWriter(Measurement.Create, ClientCreate.Request(full[turn % full.Count], key, Host), gateway.EndPoint, 200),
            < 9 => new LoadWriter(Measurement.Divert, ClientCreate.Request(none[turn % none.Count], key, Host), gateway.EndPoint, 403),
            _ => new LoadWriter(Measurement.Record, ClientCreate.Recording(key, Host, SignedOn()), gateway.EndPoint, 200),
        };
    }

    private static DateOnly SignedOn() => DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime).AddDays(-2);

    private static KindResult KindOf(string kind, List<LoadAnswer> answers, TimeSpan took)
    {
        var latencies = answers.ConvertAll(answer => answer.Latency);
        var sorted = CollectionsMarshal.AsSpan(latencies);
        sorted.Sort();
        return new KindResult(
            kind,
            answers.Count / took.TotalSeconds,
            LoadGenerator.Percentile(sorted, 0.50),
            LoadGenerator.Percentile(sorted, 0.99),
            answers.GroupBy(answer => answer.Status).OrderBy(status => status.Key).ToDictionary(status => status.Key, status => status.LongCount()));
    }

    private async Task<string> StartAsync(
        List<ProxyUnderLoad> gateways, DatabaseServer server, DirectoryInfo data, Uri vendor, CancellationToken cancellationToken)
    {
        var storage = await server.CreateAsync(Database);
        var first = data.CreateSubdirectory("replica-0");
        var key = await GatewayProcess.AddAgencyAsync(options.Gateway, first, storage, cancellationToken);
        var settings = new Dictionary<string, string>(storage) { ["Keys__Directory"] = Path.Combine(first.FullName, "keys") };
        for (var i = 0; i < Count; i++)
        {
            var folder = data.CreateSubdirectory(string.Create(CultureInfo.InvariantCulture, $"replica-{i}"));
            gateways.Add(GatewayProcess.Start(options.Gateway, folder, settings, vendor, forProfile: false, out var management));
            await GatewayProcess.WaitUntilReadyAsync(gateways[i], management, cancellationToken);
        }

        return key;
    }

    private List<LoadResult> Record(List<ProxyUnderLoad> gateways, string key, CancellationToken cancellationToken)
    {
        var load = new LoadGenerator([ClientCreate.Recording(key, Host, SignedOn())], options.Turn);
        List<LoadResult> results = [];
        foreach (var gateway in gateways)
        {
            results.Add(load.Run(gateway.EndPoint, 200, cancellationToken));
        }

        return results;
    }

    private static async Task<long> WatchSessionsAsync(DatabaseServer server, CancellationToken stopped)
    {
        var most = 0L;
        using var timer = new PeriodicTimer(SessionPoll, TimeProvider.System);
        try
        {
            do
            {
                most = Math.Max(most, await server.ReadSessionsAsync(Database));
            }
            while (await timer.WaitForNextTickAsync(stopped));
        }
        catch (OperationCanceledException)
        {
            // Enough was seen.
        }

        return most;
    }

    private async Task<long> ReceivedAsync(Uri vendor, CancellationToken cancellationToken) =>
        long.Parse(await http.GetStringAsync(new Uri(vendor, "/received"), cancellationToken), CultureInfo.InvariantCulture);
}
