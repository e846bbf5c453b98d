using System.Globalization;
using System.Runtime.InteropServices;
using HmisGateway.Bench.Load;
using HmisGateway.Bench.Payloads;
using HmisGateway.Bench.Processes;
using HmisGateway.Bench.Replicas;
using HmisGateway.Bench.Rounds;

namespace HmisGateway.Bench;

/// <summary>Starts everything, drives it, ends everything.</summary>
internal sealed class Measurement(RunOptions options, TextWriter progress) : IDisposable
{
    /// <summary>Forwarded updates whose answer teaches nothing: one durable intent each. The targets are compared with this cell.</summary>
    public const string Update = "update";

    /// <summary>The same at a fixed rate of half the gateway's throughput: the latency that a caller sees while nothing is saturated.</summary>
    public const string Paced = "paced";

    /// <summary>Forwarded creates whose answer teaches new ids: a second durable commit each.</summary>
    public const string Create = "create";

    /// <summary>Writes about No Sharing clients: sealed and durable.</summary>
    public const string Divert = "divert";

    /// <summary>Recording a No Sharing with nothing in flight, one after the other.</summary>
    public const string Record = "record";

    /// <summary>All of them.</summary>
    public static readonly string[] AllCells = [Update, Paced, Create, Divert, Record];

    private const int Forwarded = 200;
    private const int Diverted = 403;
    private const int Recorded = 200;
    private const string Host = "hmis.example.org";

    private readonly List<ChildProcess> processes = [];
    private readonly ReportText text = new(progress);
    private readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(10) };
    private DatabaseServer? database;

    /// <summary>Runs the measurement; every process that it started has ended when it returns or throws.</summary>
    public async Task<Report> RunAsync(CancellationToken cancellationToken)
    {
        var data = new DirectoryInfo(Path.Combine(options.DataRoot.FullName, Guid.CreateVersion7().ToString("N")));
        try
        {
            data.Create();
            return await RunAsync(data, cancellationToken);
        }
        finally
        {
            foreach (var process in Enumerable.Reverse(processes))
            {
                var id = process.Id;
                await process.DisposeAsync();
                CpuProfile.DeletePerfMap(id);
            }

            if (database is not null)
            {
                await database.DisposeAsync();
            }

            data.Delete(recursive: true);
        }
    }

    public void Dispose() => http.Dispose();

    private static string Machine() => string.Create(
        CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} cores, {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}");

    private async Task<Report> RunAsync(DirectoryInfo data, CancellationToken cancellationToken)
    {
        text.Preamble(options, Machine(), ClientCreate.BodyBytes);
        var numbers = new SeededNumbers(options.Seed);
        var full = BenchClient.Make("full", options.Clients, numbers);
        var none = BenchClient.Make("none", options.Clients, numbers);

        database = options.OnPostgres && !options.Noise ? await DatabaseServer.StartAsync() : null;

        // 1. The upstream, the yardstick, and what is compared with it.
        var upstream = Keep(ProxyUnderLoad.StartRole("upstream", ["upstream", "--answer-ids", options.AnswerIds.ToString()], forProfile: false));
        var vendor = await ProxyUnderLoad.AddressOfAsync(upstream, cancellationToken);
        var bare = await StartBareAsync("bare", vendor, forProfile: false, cancellationToken);
        var (candidate, key) = options.Noise
            ? (await StartBareAsync("bare-2", vendor, forProfile: options.Profile is not null, cancellationToken), "bench.none")
            : await StartGatewayAsync(data, vendor, [.. full, .. none], cancellationToken);

        // 2. The cells of one gateway, one after the other.
        List<CellReport> cells = [];
        List<string> profiles = [];
        foreach (var cell in AllCells.Where(cell => options.Cells.Contains(cell) && !(options.Noise && cell is Divert or Record)))
        {
            LoadGenerator load = new(
                cell switch
                {
                    Create => Requests(full, client => ClientCreate.Request(client, key, Host)),
                    Divert => Requests(none, client => ClientCreate.Request(client, key, Host)),
                    Record => [ClientCreate.Recording(key, Host, DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime).AddDays(-2))],
                    _ => Requests(full, client => ClientCreate.Update(client, key, Host)),
                },
                options.Turn);
            cells.Add(await MeasureAsync(cell, load, cells, bare, candidate, vendor, cancellationToken));
            profiles.AddRange(await ProfileAsync(candidate, load, Status(cell), cell, cancellationToken));
        }

        // 3. Several gateways on a database of their own.
        var replicas = options.Cells.Contains(ReplicasMeasurement.Cell) && database is { } server
            ? await new ReplicasMeasurement(options, http).RunAsync(server, data, vendor, full, none, cancellationToken)
            : null;

        var report = new Report
        {
            Seed = options.Seed,
            Machine = Machine(),
            Connections = options.Connections,
            TurnSeconds = options.Turn.TotalSeconds,
            BodyBytes = ClientCreate.BodyBytes,
            Clients = options.Clients,
            AnswerIds = options.AnswerIds.ToString(),
            Storage = database is null ? "sqlite" : "postgres",
            Cells = cells,
            Replicas = replicas,
            PeakResidentBytes = new Dictionary<string, long> { [bare.Name] = bare.Process.PeakResidentBytes, [candidate.Name] = candidate.Process.PeakResidentBytes },
            DataBytes = database is null ? data.EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length) : await database.ReadBytesAsync(),
            Profiles = profiles,
        };
        text.Summary(report);
        return replicas?.Problem is { } problem ? throw new BenchFailedException(problem) { IsWrongAnswer = true } : report;
    }

    private static int Status(string cell) => cell switch
    {
        Divert => Diverted,
        Record => Recorded,
        _ => Forwarded,
    };

    private async Task<CellReport> MeasureAsync(
        string cell,
        LoadGenerator load,
        List<CellReport> before,
        ProxyUnderLoad bare,
        ProxyUnderLoad candidate,
        Uri vendor,
        CancellationToken cancellationToken)
    {
        var reachesUpstream = cell is not (Divert or Record);
        var proxies = reachesUpstream ? new[] { bare, candidate } : [candidate];
        var status = Status(cell);
        foreach (var proxy in cell == Paced ? [] : proxies)
        {
            load.WarmUp(proxy.EndPoint, status, options.WarmUp, cell == Record ? options.WarmUpRequests / 20 : options.WarmUpRequests, cancellationToken);
        }

        double? offered = cell == Paced && before.Find(report => report.Cell == Update) is { } update ? update.Proxies[1].PerSecond.Median / 2 : null;
        text.Heading($"{cell}: {status} expected, {(reachesUpstream ? "each must arrive upstream once" : "none may arrive upstream")}");
        var rounds = new InterleavedRounds(
            proxy => offered is { } rate
                ? load.RunPaced(proxy.EndPoint, status, rate, cancellationToken)
                : load.Run(proxy.EndPoint, status, cancellationToken),
            http,
            vendor);
        var turns = await rounds.RunAsync(proxies, options.Rounds, reachesUpstream, text.Turn, cancellationToken);
        return new CellReport
        {
            Cell = cell,
            Turns = turns,
            Proxies = [.. proxies.Select(proxy => ProxySummary.Of(proxy.Name, turns))],
            Ratio = reachesUpstream ? Comparison.Of(candidate.Name, bare.Name, turns) : null,
            Offered = offered,
        };
    }

    private async Task<ProxyUnderLoad> StartBareAsync(string name, Uri vendor, bool forProfile, CancellationToken cancellationToken)
    {
        var process = Keep(ProxyUnderLoad.StartRole(name, ["proxy", "--to", vendor.AbsoluteUri], forProfile));
        var address = await ProxyUnderLoad.AddressOfAsync(process, cancellationToken);
        return new ProxyUnderLoad(name, process, ProxyUnderLoad.EndPointOf(address), new Uri(address, "/bench/allocated"));
    }

    private async Task<(ProxyUnderLoad Gateway, string Key)> StartGatewayAsync(
        DirectoryInfo data, Uri vendor, IReadOnlyList<BenchClient> clients, CancellationToken cancellationToken)
    {
        var storage = database is null ? new Dictionary<string, string>() : await database.CreateAsync("one");
        var key = await GatewayProcess.AddAgencyAsync(options.Gateway, data, storage, cancellationToken);
        var gateway = GatewayProcess.Start(options.Gateway, data, storage, vendor, forProfile: options.Profile is not null, out var management);
        _ = Keep(gateway.Process);
        await GatewayProcess.WaitUntilReadyAsync(gateway, management, cancellationToken);
        await GatewayProcess.RecordChoicesAsync(gateway, key, clients, cancellationToken);
        return (gateway, key);
    }

    private async Task<IReadOnlyList<string>> ProfileAsync(
        ProxyUnderLoad proxy, LoadGenerator load, int expectedStatus, string name, CancellationToken cancellationToken)
    {
        if (options.Profile is null)
        {
            return [];
        }

        await using var profile = CpuProfile.Start(proxy.Process, options.Profile, name, options.Turn);
        _ = load.Run(proxy.EndPoint, expectedStatus, cancellationToken);
        return await profile.FinishAsync(cancellationToken);
    }

    private RequestTemplate[] Requests(IReadOnlyList<BenchClient> clients, Func<BenchClient, RequestTemplate> make) =>
        [.. Enumerable.Range(0, options.Connections).Select(i => make(clients[i % clients.Count]))];

    private ChildProcess Keep(ChildProcess process)
    {
        processes.Add(process);
        return process;
    }
}
