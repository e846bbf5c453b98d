using System.Diagnostics.Metrics;
using HmisGateway.Storage.Sqlite;

namespace HmisGateway.Telemetry;

/// <content>Meter <c>HmisGateway.Audit</c>.</content>
internal sealed partial class GatewayMetrics
{
    private readonly Counter<long> _ledgerEntries;
    private readonly Gauge<int> _verification;
    private readonly Counter<long> _reveals;
    private readonly Counter<long> _settled;
    private volatile Func<SqliteWriterStatistics>? _writer;

    /// <summary>An event became durable in the ledger.</summary>
    /// <param name="kind">One of <see cref="Ledger.LedgerEventKind"/>.</param>
    public void LedgerAppended(string kind) =>
        _ledgerEntries.Add(1, new KeyValuePair<string, object?>(TelemetryNames.Kind, TelemetryNames.OfLedgerKind(kind)));

    /// <summary>The ledger was verified from its first entry to its head.</summary>
    public void LedgerVerified(bool intact)
    {
        _verification.Record(intact ? 1 : 0, new KeyValuePair<string, object?>(TelemetryNames.Result, "ok"));
        _verification.Record(intact ? 0 : 1, new KeyValuePair<string, object?>(TelemetryNames.Result, "broken"));
    }

    /// <summary>Somebody read the content of an offline item.</summary>
    /// <param name="reason">The code of <c>Hmis-Gateway-Reason</c>.</param>
    public void Revealed(string reason) =>
        _reveals.Add(1, new KeyValuePair<string, object?>(TelemetryNames.Reason, TelemetryNames.OfRevealReason(reason)));

    /// <summary>Intents that a process which ended without warning had left open were settled as in doubt.</summary>
    public void SettledAtStart(int count) => _settled.Add(count);

    /// <summary>Says where the writer's own counts are read.</summary>
    public void Observe(Func<SqliteWriterStatistics> writer) => _writer = writer;

    private void CreateAuditInstruments(
        Meter meter, out Counter<long> entries, out Gauge<int> verification, out Counter<long> reveals, out Counter<long> settled)
    {
        entries = meter.CreateCounter<long>("hmis.gateway.audit.entries", "{entry}", "Events that became durable in the ledger.");
        verification = meter.CreateGauge<int>(
            "hmis.gateway.audit.verification", "1", "1 for the result of the last verification, 0 for the other.");
        reveals = meter.CreateCounter<long>("hmis.gateway.reveals", "{reveal}", "Reads of the content of offline items.");
        settled = meter.CreateCounter<long>(
            "hmis.gateway.audit.settled_at_start", "{forward}", "Forwards without an outcome that were found at start and are in doubt.");
        meter.CreateObservableCounter(
            "hmis.gateway.audit.failed_commits", () => _writer?.Invoke().FailedGroups ?? 0, "{commit}", "Commits that failed; nothing of them was acknowledged.");
        meter.CreateObservableCounter(
            "hmis.gateway.audit.dropped_outcomes", () => _writer?.Invoke().DroppedEvents ?? 0, "{event}", "Outcomes given up after the storage had refused them for long.");
    }
}
