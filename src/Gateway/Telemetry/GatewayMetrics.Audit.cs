using System.Diagnostics.Metrics;

namespace HmisGateway.Telemetry;

/// <content>Meter <c>HmisGateway.Audit</c>.</content>
internal sealed partial class GatewayMetrics
{
    private readonly Counter<long> _ledgerEntries;
    private readonly Gauge<int> _verification;
    private readonly Counter<long> _reveals;
    private readonly Gauge<int> _anchor;

    /// <summary>Events became durable in the ledger.</summary>
    /// <param name="kind">One of <see cref="Ledger.LedgerEventKind"/>.</param>
    /// <param name="count">How many.</param>
    public void LedgerAppended(string kind, long count = 1) =>
        _ledgerEntries.Add(count, new KeyValuePair<string, object?>(TelemetryNames.Kind, TelemetryNames.OfLedgerKind(kind)));

    /// <summary>The ledger was verified from its first entry to its head.</summary>
    public void LedgerVerified(bool intact)
    {
        _verification.Record(intact ? 1 : 0, new KeyValuePair<string, object?>(TelemetryNames.Result, "ok"));
        _verification.Record(intact ? 0 : 1, new KeyValuePair<string, object?>(TelemetryNames.Result, "broken"));
    }

    /// <summary>The storage was compared with its anchor, or a line was added to it.</summary>
    /// <param name="sound">Whether the storage contains the anchor and the anchor can be written.</param>
    public void AnchorChecked(bool sound) => _anchor.Record(sound ? 1 : 0);

    /// <summary>Somebody read the content of an offline item.</summary>
    /// <param name="reason">The code of <c>Hmis-Gateway-Reason</c>.</param>
    public void Revealed(string reason) =>
        _reveals.Add(1, new KeyValuePair<string, object?>(TelemetryNames.Reason, TelemetryNames.OfRevealReason(reason)));

    private static void CreateAuditInstruments(
        Meter meter, out Counter<long> entries, out Gauge<int> verification, out Counter<long> reveals, out Gauge<int> anchor)
    {
        entries = meter.CreateCounter<long>("hmis.gateway.audit.entries", "{entry}", "Events that became durable in the ledger.");
        verification = meter.CreateGauge<int>(
            "hmis.gateway.audit.verification", "1", "1 for the result of the last verification, 0 for the other.");
        anchor = meter.CreateGauge<int>(
            "hmis.gateway.audit.anchor", "1", "1 while the storage contains its anchor and the anchor can be written, else 0.");
        reveals = meter.CreateCounter<long>("hmis.gateway.reveals", "{reveal}", "Reads of the content of offline items.");
    }
}
