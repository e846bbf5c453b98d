using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using HmisGateway.Experiments.Processes;
using HmisGateway.Experiments.Rounds;
using HmisGateway.Experiments.Vendor;

namespace HmisGateway.Experiments.Fence;

/// <summary>
/// The gateway is killed while its send queues towards a vendor that reads nothing are full. What its kernel still holds must go with it:
/// a process that is gone cannot be waited for.
/// </summary>
internal sealed class StalledKillExperiment(DirectoryInfo work) : IExperiment
{
    private const int Connections = 8;
    private const int BodyBytes = 4 * 1024 * 1024;

    /// <summary>On each connection, once the process is gone: what may still be on its way. Without linger 0 it is the whole send queue, megabytes.</summary>
    private const long MostAfterDeath = 65_536;

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    private VendorProcess? _vendor;
    private GatewayProcess? _gateway;
    private AgencyClient? _agency;

    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        _vendor = await VendorProcess.StartAsync(Path.Combine(work.FullName, "received.jsonl"), VendorBehaviour.Stall, TimeSpan.Zero, cancellationToken);
        _gateway = new GatewayProcess(Path.Combine(work.FullName, "data"), _vendor.Address);
        _agency = new AgencyClient(_gateway.Address, await _gateway.AddAgencyAsync(AgencyClient.AgencyId, cancellationToken));
    }

    public async Task<RoundResult> RunAsync(int attempt, SeededNumbers numbers, CancellationToken cancellationToken)
    {
        (VendorProcess vendor, GatewayProcess gateway, AgencyClient agency) = (_vendor!, _gateway!, _agency!);
        await gateway.StartAsync(cancellationToken);
        await agency.RecordAsync("full-1", $$"""{"choice":"full","signedOn":"2026-01-10","vendorId":"{{AgencyClient.OtherVendorId}}"}""");
        long began = Stopwatch.GetTimestamp();
        Task<(int Status, System.Text.Json.JsonElement Body)>[] writes =
            [.. Enumerable.Range(0, Connections).Select(i => agency.SendAsync(HttpMethod.Put, $"/clients/{AgencyClient.OtherVendorId}", Large(attempt, i)))];
        IReadOnlyDictionary<int, long> before = await FillAsync(vendor, cancellationToken);
        await Task.Delay(TimeSpan.FromMilliseconds(numbers.Next(200)), TimeProvider.System, cancellationToken);
        int inFlight = writes.Count(static write => !write.IsCompleted);
        double struck = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        await gateway.KillAsync();

        // The process is gone: what is here now came while it lived.
        IReadOnlyDictionary<int, long> waiting = await vendor.CountAsync(cancellationToken);
        IReadOnlyDictionary<int, long> read = await vendor.DrainAsync(cancellationToken);
        await Task.WhenAll(writes);
        long most = read.Max(connection => connection.Value - waiting.GetValueOrDefault(connection.Key));
        return new RoundResult
        {
            Cell = "kill -9, send queue full",
            FaultAtMs = struck,
            InFlight = inFlight,
            ForwardsInFlight = before.Count,
            LastCanary = string.Create(CultureInfo.InvariantCulture, $"canary{attempt}"),
            Violations = most > MostAfterDeath
                ? [string.Create(CultureInfo.InvariantCulture, $"{most} bytes arrived on one connection after the process had ended")]
                : [],
            Counts = new SortedDictionary<string, long>(StringComparer.Ordinal)
            {
                ["bytes_before_death"] = waiting.Values.Sum(),
                ["bytes_in_the_last_moments"] = waiting.Values.Sum() - before.Values.Sum(),
                ["bytes_after_death"] = read.Sum(connection => Math.Max(0, connection.Value - waiting.GetValueOrDefault(connection.Key))),
                ["bytes_of_the_bodies"] = (long)Connections * BodyBytes,
            },
        };
    }

    public async ValueTask DisposeAsync()
    {
        _agency?.Dispose();
        if (_gateway is not null)
        {
            await _gateway.DisposeAsync();
        }

        if (_vendor is not null)
        {
            await _vendor.DisposeAsync();
        }
    }

    /// <summary>Waits until every connection is there and takes nothing more in.</summary>
    private static async Task<IReadOnlyDictionary<int, long>> FillAsync(VendorProcess vendor, CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<int, long> before = new Dictionary<int, long>();
        while (true)
        {
            IReadOnlyDictionary<int, long> waiting = await vendor.CountAsync(cancellationToken);
            if (waiting.Count == Connections && before.Values.Sum() == waiting.Values.Sum())
            {
                return waiting;
            }

            before = waiting;
            await Task.Delay(Poll, TimeProvider.System, cancellationToken);
        }
    }

    private static string Large(int attempt, int connection) => new JsonObject
    {
        ["client"] = new JsonObject { ["alias"] = string.Create(CultureInfo.InvariantCulture, $"canary{attempt}.{connection} {new string('x', BodyBytes)}") },
    }.ToJsonString();
}
