using System.Net.Http.Headers;
using System.Text.Json;
using HmisGateway.Experiments.Processes;
using HmisGateway.Experiments.Vendor;

namespace HmisGateway.Experiments.Crash;

/// <summary>A gateway with its recording vendor, an agency system with clients on file, and the ledger read from outside.</summary>
internal sealed class GatewayUnderLoad : IAsyncDisposable
{
    private static readonly TimeSpan VendorDelay = TimeSpan.FromMilliseconds(2);
    private readonly HttpClient _management = new() { Timeout = TimeSpan.FromSeconds(60) };

    private GatewayUnderLoad(VendorProcess vendor, GatewayProcess gateway, AgencyTraffic agency, LedgerView ledger)
    {
        Vendor = vendor;
        Gateway = gateway;
        Agency = agency;
        Ledger = ledger;
    }

    public VendorProcess Vendor { get; }

    public GatewayProcess Gateway { get; }

    public AgencyTraffic Agency { get; }

    public LedgerView Ledger { get; }

    /// <summary>Starts everything on an empty data directory.</summary>
    public static async Task<GatewayUnderLoad> StartAsync(
        DirectoryInfo work, string data, CancellationToken cancellationToken, IReadOnlyDictionary<string, string>? settings = null)
    {
        VendorProcess vendor = await VendorProcess.StartAsync(
            Path.Combine(work.FullName, "received.jsonl"), VendorBehaviour.Answer, VendorDelay, cancellationToken);
        GatewayProcess gateway = new(data, vendor.Address, settings);
        AgencyTraffic agency = new(gateway.Address, await gateway.AddAgencyAsync(AgencyTraffic.AgencyId, cancellationToken));
        await gateway.StartAsync(cancellationToken);
        await agency.RecordClientsAsync(cancellationToken);
        LedgerView ledger = new(data);
        _ = ledger.ReadNew();
        return new GatewayUnderLoad(vendor, gateway, agency, ledger);
    }

    /// <summary>Compares a load that has ended with the vendor's record and the ledger.</summary>
    /// <param name="load">The load.</param>
    /// <param name="mayRefuse">True when the fault lets the gateway refuse with <c>503</c>.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    /// <param name="isRestarted">True when the gateway was started again behind it.</param>
    /// <param name="struckAt">When the fault struck, for messages.</param>
    public async Task<CrashCheck> CheckAsync(
        AgencyTraffic.Load load, bool mayRefuse, CancellationToken cancellationToken, bool isRestarted = true, long struckAt = 0)
    {
        CrashCheck check = new(Agency, Ledger) { MayRefuse = mayRefuse, IsRestarted = isRestarted, StruckAt = struckAt };
        await VerifyLedgerAsync(check, cancellationToken);
        check.Forwarded(load.Sent, load.Answers, VendorProcess.Requests(Vendor.ReadNew()), Ledger.ReadNew());
        await check.AcknowledgedAsync(load.Answers, cancellationToken);
        return check;
    }

    /// <summary>Has the running gateway verify its ledger.</summary>
    public async Task VerifyLedgerAsync(CrashCheck check, CancellationToken cancellationToken)
    {
        string token = await File.ReadAllTextAsync(Path.Combine(Gateway.DataDirectory, "management.token"), cancellationToken);
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri(Gateway.Management, "/manage/v1/ledger/verifications"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Trim());
        using HttpResponseMessage response = await _management.SendAsync(request, cancellationToken);
        using JsonDocument report = JsonDocument.Parse(await response.Content.ReadAsStringAsync(cancellationToken));
        check.Count("ledger_entries", report.RootElement.GetProperty("entries").GetInt64());
        if (report.RootElement.TryGetProperty("badEntry", out JsonElement bad) && bad.ValueKind != JsonValueKind.Null)
        {
            check.Violated($"the ledger is broken at entry {bad}");
        }
    }

    /// <summary>Reads the receipts of all rounds back, stops the gateway, and verifies the ledger with the command.</summary>
    public async Task<IReadOnlyList<string>> FinishAsync(IReadOnlyCollection<MarkedAnswer> receipts, CancellationToken cancellationToken)
    {
        CrashCheck check = new(Agency, Ledger);
        await check.AcknowledgedAsync(receipts, cancellationToken);
        await VerifyLedgerAsync(check, cancellationToken);
        await Gateway.KillAsync();
        (int exitCode, string output) = await Gateway.VerbAsync(cancellationToken, "ledger", "verify");
        Console.WriteLine($"{receipts.Count} receipts of all rounds read back; ledger verify: {output.ReplaceLineEndings("; ")}");
        if (exitCode != 0)
        {
            check.Violated($"ledger verify ended with {exitCode}: {output}");
        }

        return check.Violations;
    }

    public async ValueTask DisposeAsync()
    {
        Ledger.Dispose();
        Agency.Dispose();
        _management.Dispose();
        await Gateway.DisposeAsync();
        await Vendor.DisposeAsync();
    }
}
