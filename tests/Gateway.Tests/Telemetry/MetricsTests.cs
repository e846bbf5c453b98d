using System.Diagnostics.Metrics;
using HmisGateway.Pipeline.Answers;
using HmisGateway.Pipeline.Receiving;
using HmisGateway.Policy.Consent;
using HmisGateway.Policy.Decisions;
using HmisGateway.Policy.Payloads;
using HmisGateway.Policy.Profiles;
using HmisGateway.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;

namespace HmisGateway.Tests.Telemetry;

public sealed class MetricsTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly GatewayMetrics _metrics;

    public MetricsTests() => _metrics = new GatewayMetrics(Meters);

    private IMeterFactory Meters => _services.GetRequiredService<IMeterFactory>();

    [Fact]
    public void Every_instrument_is_in_the_reference_with_its_type_unit_and_meter()
    {
        List<string> inCode = [];
        using MeterListener listener = new()
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (ReferenceEquals(instrument.Meter.Scope, Meters) && instrument.Meter.Name.StartsWith("HmisGateway.", StringComparison.Ordinal))
                {
                    inCode.Add($"{instrument.Name} | {instrument.GetType().Name.Split('`')[0]} | {instrument.Unit} | {instrument.Meter.Name}");
                }
            },
        };
        listener.Start();

        string[] inReference = [.. ReferenceTable.Rows("metrics.md")
            .Where(row => row[0].StartsWith("hmis.gateway.", StringComparison.Ordinal))
            .Select(row => $"{row[0]} | {row[1]} | {row[2].Trim('`')} | {row[3].Trim('`')}")];
        inReference.Order().ShouldBe(inCode.Order());
    }

    [Fact]
    public void A_diverted_locked_create_is_counted_with_its_own_attributes()
    {
        using MetricCollector<long> decisions = new(Meters, TelemetryNames.Policy, "hmis.gateway.decisions");
        _metrics.Decided(
            DecisionOutcome.Diverted, ProblemCode.NoSharing, Operation.Create, RecordKind.Client, locked: true, TimeSpan.FromMilliseconds(1));
        decisions.LastMeasurement!.Tags.ShouldBe(
            new Dictionary<string, object?>
            {
                ["outcome"] = "diverted",
                ["code"] = "no_sharing",
                ["operation"] = "create",
                ["kind"] = "client",
                ["locked"] = "true",
            },
            ignoreOrder: true);
    }

    [Fact]
    public void Counting_allocates_nothing()
    {
        using MetricCollector<long> unrelated = new(Meters, TelemetryNames.Audit, "hmis.gateway.reveals");
        long Measure()
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 100; i++)
            {
                _metrics.Decided(DecisionOutcome.Forwarded, null, Operation.Update, RecordKind.Note, locked: false, TimeSpan.Zero);
                _metrics.ConsentLookedUp(ConsentLookupResult.Hit, TimeSpan.Zero);
                _metrics.DivertReasonFound(DivertReason.RoiExpired);
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Measure();
        Measure().ShouldBe(0);
    }

    [Fact]
    public void Watched_counters_start_at_zero()
    {
        using MetricCollector<long> bypass = new(Meters, TelemetryNames.Policy, "hmis.gateway.forwarded_without_decision");
        _metrics.PublishZeros();
        bypass.LastMeasurement!.Value.ShouldBe(0);
        _metrics.RefusedWithoutPermit();
        bypass.LastMeasurement!.Value.ShouldBe(1);
    }

    [Fact]
    public void Every_event_reaches_its_counter()
    {
        Counted("hmis.gateway.unmapped_requests", TelemetryNames.Policy, () => _metrics.UnmappedRequest("POST"), "method", "POST");
        Counted("hmis.gateway.request.body.rejected", TelemetryNames.Policy, () => _metrics.BodyRejected(UnreadableReason.TooDeep), "reason", "too_deep");
        Counted("hmis.gateway.request.framing.refused", TelemetryNames.Policy, () => _metrics.FramingRefused(FramingReason.Upgrade), "reason", "upgrade");
        Counted("hmis.gateway.request.body.rejected", TelemetryNames.Policy, _metrics.BodyOverHardLimit, "reason", "over_hard_limit");
        Counted("hmis.gateway.divert.reasons", TelemetryNames.Policy, () => _metrics.DivertReasonFound(DivertReason.NoRule), "reason", "no_rule");
        Counted("hmis.gateway.profiles.reloads", TelemetryNames.Policy, () => _metrics.ProfilesReloaded(ProfileReloadResult.Refused), "result", "refused");
        Counted("hmis.gateway.consent.changes", TelemetryNames.Consent, () => _metrics.ConsentChanged(SharingChoice.Full, SharingChoice.None), "to", "none");
        Counted("hmis.gateway.queue.items", TelemetryNames.Queue, () => _metrics.ItemQueued(QueueingResult.Stored, RecordKind.Note), "result", "stored");
        Counted("hmis.gateway.audit.entries", TelemetryNames.Audit, () => _metrics.LedgerAppended("forward.intent"), "kind", "forward_intent");
        Counted("hmis.gateway.reveals", TelemetryNames.Audit, () => _metrics.Revealed("audit"), "reason", "audit");
    }

    [Fact]
    public void A_circuit_is_counted_in_its_present_state_only()
    {
        using MetricCollector<int> circuits = new(Meters, TelemetryNames.Upstream, "hmis.gateway.upstream.circuit.state");
        _metrics.CircuitChanged("hmis", UpstreamCircuit.Closed);
        _metrics.CircuitChanged("hmis", UpstreamCircuit.Open);
        circuits.RecordObservableInstruments();
        circuits.GetMeasurementSnapshot().ToDictionary(each => (string)each.Tags["state"]!, each => each.Value)
            .ShouldBe(new Dictionary<string, int> { ["closed"] = 0, ["open"] = 1, ["half_open"] = 0 }, ignoreOrder: true);
    }

    public void Dispose() => _services.Dispose();

    private void Counted(string instrument, string meter, Action happen, string tag, string value)
    {
        using MetricCollector<long> collector = new(Meters, meter, instrument);
        happen();
        collector.LastMeasurement!.Value.ShouldBe(1);
        collector.LastMeasurement.Tags[tag].ShouldBe(value);
    }
}
