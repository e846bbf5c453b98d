using System.Net.Http.Headers;
using System.Text.Json;
using HmisGateway.Experiments.Processes;
using HmisGateway.Experiments.Rounds;
using HmisGateway.Experiments.Vendor;

namespace HmisGateway.Experiments.Crash;

/// <summary>
/// A gateway under load is ended without warning at a random moment and started again on the same data. What the agency system
/// was told must be on the disk, and what reached the vendor must have been intended there.
/// </summary>
internal sealed class CrashExperiment(DirectoryInfo work, string cell, Func<DirectoryInfo, ICrash> create) : IExperiment
{
    /// <summary>In one round of so many the fault may strike a gateway that has just started; in the others it is warm.</summary>
    private const int ColdRounds = 10;

    private const int MostAnswersBefore = 150;
    private const int LongestMs = 60;
    private static readonly TimeSpan VendorDelay = TimeSpan.FromMilliseconds(2);

    private readonly ICrash _crash = create(work);
    private readonly List<MarkedAnswer> _receipts = [];
    private VendorProcess? _vendor;
    private GatewayProcess? _gateway;
    private AgencyTraffic? _agency;
    private LedgerView? _ledger;

    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        string data = await _crash.PrepareAsync(cancellationToken);
        _vendor = await VendorProcess.StartAsync(Path.Combine(work.FullName, "received.jsonl"), VendorBehaviour.Answer, VendorDelay, cancellationToken);
        _gateway = new GatewayProcess(data, _vendor.Address);
        string key = await _gateway.AddAgencyAsync(AgencyTraffic.AgencyId, cancellationToken);
        _agency = new AgencyTraffic(_gateway.Address, key);
        await _gateway.StartAsync(cancellationToken);
        await _agency.RecordClientsAsync(cancellationToken);
        _ledger = new LedgerView(data);
        _ = _ledger.ReadNew();
    }

    public async Task<RoundResult> RunAsync(int attempt, SeededNumbers numbers, CancellationToken cancellationToken)
    {
        // :: Step 1: load, and the fault at a random moment.
        int answersBefore = numbers.Next(ColdRounds) == 0 ? 0 : numbers.Next(MostAnswersBefore);
        TimeSpan moment = TimeSpan.FromMilliseconds(1 + numbers.Next(LongestMs));
        long started = TimeProvider.System.GetTimestamp();
        AgencyTraffic.Load load = _agency!.Start(attempt, numbers);
        await load.WaitForAnswersAsync(answersBefore, cancellationToken);
        await Task.Delay(moment, TimeProvider.System, cancellationToken);
        int inFlight = load.InFlight;
        double faultAtMs = TimeProvider.System.GetElapsedTime(started).TotalMilliseconds;
        await _crash.StrikeAsync(_gateway!);
        await load.StopAsync();

        // :: Step 2: the restart.
        await _crash.RecoverAsync(cancellationToken);
        await _gateway!.KillAsync();
        await _gateway.StartAsync(cancellationToken);

        // :: Step 3: what was promised, against what is there.
        CrashCheck check = new(_agency, _ledger!);
        await VerifyLedgerAsync(check, cancellationToken);
        check.Forwarded(load.Sent, load.Answers, VendorProcess.Requests(_vendor!.ReadNew()), _ledger!.ReadNew());
        await check.AcknowledgedAsync(load.Answers, cancellationToken);
        _receipts.AddRange(load.Answers.Where(static answer => answer is { Status: 403, Request.Kind: MarkedKind.Withheld }));
        return new RoundResult
        {
            Cell = cell,
            FaultAtMs = faultAtMs,
            InFlight = inFlight,
            ForwardsInFlight = check.ForwardsInFlight,
            LastCanary = check.LastCanary,
            Violations = check.Violations,
            Counts = check.Counts,
        };
    }

    public async Task<IReadOnlyList<string>> FinishAsync(CancellationToken cancellationToken)
    {
        // The whole run again: later crashes must not have taken what earlier rounds had.
        CrashCheck check = new(_agency!, _ledger!);
        await check.AcknowledgedAsync(_receipts, cancellationToken);
        await VerifyLedgerAsync(check, cancellationToken);
        await _gateway!.KillAsync();
        (int exitCode, string output) = await _gateway.VerbAsync(cancellationToken, "ledger", "verify");
        Console.WriteLine($"{_receipts.Count} receipts of all rounds read back; ledger verify: {output.ReplaceLineEndings("; ")}");
        if (exitCode != 0)
        {
            check.Violated($"ledger verify ended with {exitCode}: {output}");
        }

        return check.Violations;
    }

    public async ValueTask DisposeAsync()
    {
        _ledger?.Dispose();
        _agency?.Dispose();
        if (_gateway is not null)
        {
            await _gateway.DisposeAsync();
        }

        if (_vendor is not null)
        {
            await _vendor.DisposeAsync();
        }

        await _crash.DisposeAsync();
    }

    private async Task VerifyLedgerAsync(CrashCheck check, CancellationToken cancellationToken)
    {
        using HttpClient http = new() { Timeout = TimeSpan.FromSeconds(60) };
        string token = await File.ReadAllTextAsync(Path.Combine(_gateway!.DataDirectory, "management.token"), cancellationToken);
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri(_gateway.Management, "/manage/v1/ledger/verifications"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Trim());
        using HttpResponseMessage response = await http.SendAsync(request, cancellationToken);
        using JsonDocument report = JsonDocument.Parse(await response.Content.ReadAsStringAsync(cancellationToken));
        check.Count("ledger_entries", report.RootElement.GetProperty("entries").GetInt64());
        if (report.RootElement.TryGetProperty("badEntry", out JsonElement bad) && bad.ValueKind != JsonValueKind.Null)
        {
            check.Violated($"the ledger is broken at entry {bad}");
        }
    }
}
