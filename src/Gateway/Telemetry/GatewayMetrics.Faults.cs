using System.Diagnostics.Metrics;
using HmisGateway.Storage.Writing;

namespace HmisGateway.Telemetry;

/// <content>Meter <c>HmisGateway.Audit</c>: what faults of disk and process did to the ledger.</content>
internal sealed partial class GatewayMetrics
{
    private readonly Counter<long> _settled;
    private volatile Func<WriterStatistics>? _writer;

    /// <summary>Intents that a process which ended without warning had left open were settled as in doubt.</summary>
    public void SettledAtStart(int count) => _settled.Add(count);

    /// <summary>Says where the writer's own counts are read.</summary>
    public void Observe(Func<WriterStatistics> writer) => _writer = writer;

    private void CreateFaultInstruments(Meter meter, out Counter<long> settled)
    {
        settled = meter.CreateCounter<long>(
            "hmis.gateway.audit.settled_at_start", "{forward}", "Forwards without an outcome that were found at start and are in doubt.");
        meter.CreateObservableCounter(
            "hmis.gateway.audit.failed_commits", () => _writer?.Invoke().FailedGroups ?? 0, "{commit}", "Commits that failed; nothing of them was acknowledged.");
        meter.CreateObservableCounter(
            "hmis.gateway.audit.dropped_outcomes", () => _writer?.Invoke().DroppedEvents ?? 0, "{event}", "Outcomes given up after the storage had refused them for long.");
    }
}
