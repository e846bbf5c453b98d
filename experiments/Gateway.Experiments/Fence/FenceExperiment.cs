using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using HmisGateway.Experiments.Processes;
using HmisGateway.Experiments.Rounds;
using HmisGateway.Experiments.Vendor;

namespace HmisGateway.Experiments.Fence;

/// <summary>
/// No Sharing is recorded while fifty slow forwards about the client, or about another one and mentioning them, are in flight. After the
/// answer not one byte of them may reach the vendor, by one clock.
/// </summary>
internal sealed class FenceExperiment(DirectoryInfo work) : IExperiment
{
    private static readonly TimeSpan VendorDelay = TimeSpan.FromMilliseconds(600);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan StillTrying = TimeSpan.FromMilliseconds(150);
    private static readonly string[] Vendors = ["hmis", "hold", "stall"];

    private readonly Dictionary<string, VendorProcess> _vendors = [];
    private GatewayProcess? _gateway;
    private AgencyClient? _agency;

    private AgencyClient Agency => _agency ?? throw new InvalidOperationException("The experiment was not prepared.");

    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        _vendors["hmis"] = await StartVendorAsync("hmis", VendorBehaviour.Answer, cancellationToken);
        _vendors["hold"] = await StartVendorAsync("hold", VendorBehaviour.Hold, cancellationToken);
        _vendors["stall"] = await StartVendorAsync("stall", VendorBehaviour.Stall, cancellationToken);
        Dictionary<string, string> settings = new() { ["Fence__DrainTimeout"] = "00:00:01" };
        for (int i = 1; i < Vendors.Length; i++)
        {
            string prefix = string.Create(CultureInfo.InvariantCulture, $"Vendors__{i}__");
            settings[prefix + "Name"] = Vendors[i];
            settings[prefix + "BaseAddress"] = _vendors[Vendors[i]].Address.AbsoluteUri;
            settings[prefix + "Profile"] = "clarity-rest";
            settings[prefix + "PathPrefix"] = "/" + Vendors[i];
        }

        _gateway = new GatewayProcess(Path.Combine(work.FullName, "data"), _vendors["hmis"].Address, settings);
        _agency = new AgencyClient(_gateway.Address, await _gateway.AddAgencyAsync(AgencyClient.AgencyId, cancellationToken));
        await _gateway.StartAsync(cancellationToken);
        foreach (string vendor in Vendors)
        {
            await Agency.RecordAsync("other-" + vendor, $$"""{"choice":"full","signedOn":"2026-01-10","vendorId":"{{vendor}}:{{AgencyClient.OtherVendorId}}"}""");
        }
    }

    public async Task<RoundResult> RunAsync(int attempt, SeededNumbers numbers, CancellationToken cancellationToken)
    {
        FenceCell cell = FenceCell.All[(attempt - 1) % FenceCell.All.Count];
        VendorProcess vendor = _vendors[cell.Vendor];
        Subject subject = new(attempt);
        await Agency.RecordAsync(subject.ClientId, subject.Full(cell.Vendor));
        _ = vendor.ReadNew();

        long began = Stopwatch.GetTimestamp();
        SlowForwards forwards = SlowForwards.Start(Agency, cell, subject);
        List<RecordedChunk> chunks = [];

        // Every other time all fifty are at the vendor; otherwise some are, and the others are being decided.
        int wanted = numbers.Next(2) == 0 ? SlowForwards.Workers : 1;
        await UntilReceivedAsync(cell, vendor, subject, wanted, chunks, cancellationToken);
        await Task.Delay(TimeSpan.FromMilliseconds(numbers.Next(100)), TimeProvider.System, cancellationToken);
        long struck = Stopwatch.GetTimestamp();
        JsonElement recorded = await Agency.RecordAsync(subject.ClientId, Subject.None);
        long answered = Stopwatch.GetTimestamp();

        FenceCheck check = new(cell, subject, answered);
        int forwardsInFlight;
        string lastCanary;
        if (cell.Vendor == "stall")
        {
            IReadOnlyDictionary<int, long> waiting = await vendor.CountAsync(cancellationToken);
            await StopAsync(forwards, cancellationToken);
            check.Stalled(waiting, await vendor.DrainAsync(cancellationToken));
            forwardsInFlight = waiting.Count;
            lastCanary = subject.Canary;
        }
        else
        {
            await StopAsync(forwards, cancellationToken);
            chunks.AddRange(vendor.ReadNew());
            check.Received(chunks);
            string before = Encoding.Latin1.GetString([.. chunks.Where(chunk => chunk.At <= struck).SelectMany(static chunk => chunk.Bytes)]);
            forwardsInFlight = forwards.InFlightAt(struck).Count(canary => before.Contains(canary, StringComparison.Ordinal));
            lastCanary = FenceCheck.LastCanary(before, subject);
        }

        int inFlight = forwards.InFlightAt(struck).Count;
        check.Recorded(recorded, isWaited: forwardsInFlight > 0);
        await check.AnsweredAsync(forwards.Answers, Agency);
        return new RoundResult
        {
            Cell = cell.Name,
            FaultAtMs = Stopwatch.GetElapsedTime(began, struck).TotalMilliseconds,
            InFlight = forwardsInFlight > 0 ? inFlight : 0,
            ForwardsInFlight = forwardsInFlight,
            LastCanary = lastCanary,
            Violations = check.Violations,
            Counts = check.Counts,
        };
    }

    public async ValueTask DisposeAsync()
    {
        _agency?.Dispose();
        if (_gateway is not null)
        {
            await _gateway.DisposeAsync();
        }

        foreach (VendorProcess vendor in _vendors.Values)
        {
            await vendor.DisposeAsync();
        }
    }

    private static async Task UntilReceivedAsync(
        FenceCell cell, VendorProcess vendor, Subject subject, int wanted, List<RecordedChunk> chunks, CancellationToken cancellationToken)
    {
        long began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began) < Patience)
        {
            int received;
            if (cell.Vendor == "stall")
            {
                received = (await vendor.CountAsync(cancellationToken)).Values.Count(static waiting => waiting > 0);
            }
            else
            {
                chunks.AddRange(vendor.ReadNew());
                received = FenceCheck.CountOf(chunks, subject);
            }

            if (received >= wanted)
            {
                return;
            }

            await Task.Delay(Poll, TimeProvider.System, cancellationToken);
        }
    }

    /// <summary>The agency system goes on trying for a while: nothing of that may pass either.</summary>
    private static async Task StopAsync(SlowForwards forwards, CancellationToken cancellationToken)
    {
        await Task.Delay(StillTrying, TimeProvider.System, cancellationToken);
        await forwards.StopAsync();
    }

    private Task<VendorProcess> StartVendorAsync(string name, VendorBehaviour behaviour, CancellationToken cancellationToken) =>
        VendorProcess.StartAsync(Path.Combine(work.FullName, $"received-{name}.jsonl"), behaviour, VendorDelay, cancellationToken);
}
