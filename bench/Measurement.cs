using System.Globalization;
using System.Runtime.InteropServices;
using HmisGateway.Bench.Load;
using HmisGateway.Bench.Payloads;
using HmisGateway.Bench.Processes;
using HmisGateway.Bench.Rounds;

namespace HmisGateway.Bench;

/// <summary>Starts everything, drives it, ends everything.</summary>
internal sealed class Measurement(RunOptions options, TextWriter progress) : IDisposable
{
    private const int Forwarded = 200;
    private const int Diverted = 403;

    private readonly List<ChildProcess> processes = [];
    private readonly ReportText text = new(progress);
    private readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(10) };

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

        // 1. The upstream, the yardstick, and what is compared with it.
        var upstream = Keep(ProxyUnderLoad.StartRole("upstream", ["upstream", "--answer-ids", options.AnswerIds.ToString()], forProfile: false));
        var vendor = await ProxyUnderLoad.AddressOfAsync(upstream, cancellationToken);
        var bare = await StartBareAsync("bare", vendor, forProfile: false, cancellationToken);
        var (candidate, key) = options.Noise
            ? (await StartBareAsync("bare-2", vendor, forProfile: options.Profile is not null, cancellationToken), "bench.none")
            : await StartGatewayAsync(data, vendor, [.. full, .. none], cancellationToken);

        // 2. Forwarded writes, turn by turn.
        var forward = new LoadGenerator(Requests(full, key), options.Turn);
        _ = forward.Run(bare.EndPoint, Forwarded, options.WarmUp, cancellationToken);
        _ = forward.Run(candidate.EndPoint, Forwarded, options.WarmUp, cancellationToken);
        text.Heading($"forwarded writes: POST /clients, {Forwarded} expected");
        var forwardedTurns = await new InterleavedRounds(forward, Forwarded, token => ReceivedAsync(vendor, token))
            .RunAsync([bare, candidate], options.Rounds, reachesUpstream: true, text.Turn, cancellationToken);
        var report = new Report
        {
            Seed = options.Seed,
            Machine = Machine(),
            Connections = options.Connections,
            TurnSeconds = options.Turn.TotalSeconds,
            BodyBytes = ClientCreate.BodyBytes,
            Clients = options.Clients,
            AnswerIds = options.AnswerIds.ToString(),
            ForwardedTurns = forwardedTurns,
            Forwarded =
            [
                ProxySummary.Of(bare.Name, forwardedTurns, bare.Process.PeakResidentBytes),
                ProxySummary.Of(candidate.Name, forwardedTurns, candidate.Process.PeakResidentBytes),
            ],
            Ratio = Comparison.Of(candidate.Name, bare.Name, forwardedTurns),
            Profiles = await ProfileAsync(candidate, forward, Forwarded, "forwarded", cancellationToken),
        };

        // 3. Diverted writes: the same call for clients who share nothing.
        if (!options.Noise)
        {
            var divert = new LoadGenerator(Requests(none, key), options.Turn);
            _ = divert.Run(candidate.EndPoint, Diverted, options.WarmUp, cancellationToken);
            text.Heading($"diverted writes: POST /clients, {Diverted} expected, none may arrive upstream");
            var divertedTurns = await new InterleavedRounds(divert, Diverted, token => ReceivedAsync(vendor, token))
                .RunAsync([candidate], options.Rounds, reachesUpstream: false, text.Turn, cancellationToken);
            report = report with
            {
                DivertedTurns = divertedTurns,
                Diverted = ProxySummary.Of(candidate.Name, divertedTurns, candidate.Process.PeakResidentBytes),
                DataBytes = data.EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length),
                Profiles = [.. report.Profiles, .. await ProfileAsync(candidate, divert, Diverted, "diverted", cancellationToken)],
            };
        }

        text.Summary(report);
        return report;
    }

    private async Task<ProxyUnderLoad> StartBareAsync(string name, Uri vendor, bool forProfile, CancellationToken cancellationToken)
    {
        var process = Keep(ProxyUnderLoad.StartRole(name, ["proxy", "--to", vendor.AbsoluteUri], forProfile));
        return new ProxyUnderLoad(name, process, ProxyUnderLoad.EndPointOf(await ProxyUnderLoad.AddressOfAsync(process, cancellationToken)));
    }

    private async Task<(ProxyUnderLoad Gateway, string Key)> StartGatewayAsync(
        DirectoryInfo data, Uri vendor, IReadOnlyList<BenchClient> clients, CancellationToken cancellationToken)
    {
        var key = await GatewayProcess.AddAgencyAsync(options.Gateway, data, cancellationToken);
        var gateway = GatewayProcess.Start(options.Gateway, data, vendor, forProfile: options.Profile is not null, out var management);
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

    private RequestTemplate[] Requests(IReadOnlyList<BenchClient> clients, string key) =>
        [.. Enumerable.Range(0, options.Connections).Select(i => ClientCreate.Request(clients[i % clients.Count], key, "hmis.example.org"))];

    private async Task<long> ReceivedAsync(Uri vendor, CancellationToken cancellationToken) =>
        long.Parse(await http.GetStringAsync(new Uri(vendor, "/received"), cancellationToken), CultureInfo.InvariantCulture);

    private ChildProcess Keep(ChildProcess process)
    {
        processes.Add(process);
        return process;
    }
}
