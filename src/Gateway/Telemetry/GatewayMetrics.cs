using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;
using HmisGateway.Pipeline.Answers;
using HmisGateway.Pipeline.Enumeration;
using HmisGateway.Pipeline.Receiving;
using HmisGateway.Policy.Decisions;
using HmisGateway.Policy.Payloads;
using HmisGateway.Policy.Profiles;

namespace HmisGateway.Telemetry;

/// <summary>
/// All instruments of the gateway, one method for each event. No tag names an agency: a count of one at a known agency and hour
/// would tell that somebody there opted out. Names and meanings: docs/reference/metrics.md, compared with this class by a test.
/// </summary>
internal sealed partial class GatewayMetrics
{
    private static readonly InstrumentAdvice<double> OwnWork = new()
    {
        HistogramBucketBoundaries = [0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1],
    };

    private readonly Counter<long> _decisions;
    private readonly Histogram<double> _decisionDuration;
    private readonly Counter<long> _divertReasons;
    private readonly Counter<long> _limitedUnlocked;
    private readonly Counter<long> _forwardedWithoutDecision;
    private readonly Counter<long> _unmapped;
    private readonly Counter<long> _bodyRejected;
    private readonly Counter<long> _enumerations;
    private readonly Counter<long> _framingRefused;
    private readonly Counter<long> _uploadRows;

    [SuppressMessage("Reliability", "CA2000:Dispose objects before losing scope", Justification = "The factory owns its meters.")]
    public GatewayMetrics(IMeterFactory meters)
    {
        Meter policy = meters.Create(TelemetryNames.Policy);
        _decisions = policy.CreateCounter<long>("hmis.gateway.decisions", "{decision}", "Requests that got a decision.");
        _decisionDuration = policy.CreateHistogram(
            "hmis.gateway.decision.duration", "s", "Time from the received request to its decision, without the vendor.", tags: null, OwnWork);
        _divertReasons = policy.CreateCounter<long>(
            "hmis.gateway.divert.reasons", "{decision}", "Precise reasons behind requests that were not forwarded.");
        _limitedUnlocked = policy.CreateCounter<long>(
            "hmis.gateway.limited_unlocked", "{request}", "Forwarded new records of Limited Sharing clients that could be locked and were not.");
        _forwardedWithoutDecision = policy.CreateCounter<long>(
            "hmis.gateway.forwarded_without_decision", "{request}", "Requests without a permit that the final transform refused; must stay 0.");
        _unmapped = policy.CreateCounter<long>("hmis.gateway.unmapped_requests", "{request}", "Requests that no profile rule covers.");
        _bodyRejected = policy.CreateCounter<long>(
            "hmis.gateway.request.body.rejected", "{request}", "Requests that could not be read in one way only.");
        _enumerations = policy.CreateCounter<long>(
            "hmis.gateway.enumeration.alarms", "{alarm}", "Times that an agency's refused requests looked like trying client ids out.");
        _framingRefused = policy.CreateCounter<long>(
            "hmis.gateway.request.framing.refused", "{request}", "Requests whose framing two parsers could read differently, answered 400.");
        _uploadRows = policy.CreateCounter<long>("hmis.gateway.upload.rows", "{row}", "Rows of answered HUD CSV uploads.");
        policy.CreateObservableGauge(
            "hmis.gateway.build.info", () => new Measurement<int>(1, BuildVersionTag), "1", "Always 1; the version is a tag.");
        CreateProfileInstruments(policy, out _reloads, out _profiles);
        CreateConsentInstruments(meters.Create(TelemetryNames.Consent), out _lookups, out _lookupDuration, out _consentChanges, out _roiSource);
        CreateQueueInstruments(meters.Create(TelemetryNames.Queue), out _queued);
        CreateAuditInstruments(meters.Create(TelemetryNames.Audit), out _ledgerEntries, out _verification, out _reveals, out _anchor);
        CreateFaultInstruments(meters.Create(TelemetryNames.Audit), out _settled);
        CreateUpstreamInstruments(meters.Create(TelemetryNames.Upstream));
    }

    private static KeyValuePair<string, object?> BuildVersionTag { get; } =
        new(TelemetryNames.Version, typeof(GatewayMetrics).Assembly.GetName().Version?.ToString(3) ?? TelemetryNames.Unknown);

    /// <summary>A request got its decision.</summary>
    /// <param name="outcome">How it ended.</param>
    /// <param name="code">The code of the answer; null when forwarded.</param>
    /// <param name="operation">What the rule says it does; null when no rule covers it.</param>
    /// <param name="kind">What the rule says it writes; null when no rule covers it.</param>
    /// <param name="locked">Whether it asked for a locked, private or restricted record.</param>
    /// <param name="elapsed">From the received request to the decision; the vendor's time is not part of it.</param>
    public void Decided(DecisionOutcome outcome, ProblemCode? code, Operation? operation, RecordKind? kind, bool locked, TimeSpan elapsed)
    {
        string outcomeName = TelemetryNames.Of(outcome);
        TagList tags = new()
        {
            { TelemetryNames.Outcome, outcomeName },
            { TelemetryNames.Code, code?.ToWire() ?? TelemetryNames.None },
            { TelemetryNames.Operation, operation?.ToWire() ?? TelemetryNames.Unknown },
            { TelemetryNames.Kind, kind?.ToWire() ?? TelemetryNames.Unknown },
            { TelemetryNames.Locked, TelemetryNames.Of(locked) },
        };
        _decisions.Add(1, tags);
        _decisionDuration.Record(elapsed.TotalSeconds, new KeyValuePair<string, object?>(TelemetryNames.Outcome, outcomeName));
    }

    /// <summary>The precise reason of a request that was not forwarded.</summary>
    public void DivertReasonFound(DivertReason reason) =>
        _divertReasons.Add(1, new KeyValuePair<string, object?>(TelemetryNames.Reason, reason.ToWire()));

    /// <summary>A new record of a Limited Sharing client was forwarded that could be locked and was not.</summary>
    public void LimitedUnlocked(RecordKind kind) => _limitedUnlocked.Add(1, new KeyValuePair<string, object?>(TelemetryNames.Kind, kind.ToWire()));

    /// <summary>
    /// INVARIANT: never called. The final transform met a request that carries no permit, and refused it; some code before it is wrong.
    /// </summary>
    public void RefusedWithoutPermit() => _forwardedWithoutDecision.Add(1);

    /// <summary>No profile rule covers a request: the vendor's API may have changed.</summary>
    public void UnmappedRequest(string method) =>
        _unmapped.Add(1, new KeyValuePair<string, object?>(TelemetryNames.Method, TelemetryNames.OfMethod(method)));

    /// <summary>A request could not be read in one way only.</summary>
    public void BodyRejected(UnreadableReason reason) =>
        _bodyRejected.Add(1, new KeyValuePair<string, object?>(TelemetryNames.Reason, reason.ToWire()));

    /// <summary>A request was refused with <c>400</c>: its framing can be read in two ways.</summary>
    public void FramingRefused(FramingReason reason) =>
        _framingRefused.Add(1, new KeyValuePair<string, object?>(TelemetryNames.Reason, reason.ToWire()));

    /// <summary>A body was over the hard limit and answered <c>413</c>.</summary>
    public void BodyOverHardLimit() =>
        _bodyRejected.Add(1, new KeyValuePair<string, object?>(TelemetryNames.Reason, "over_hard_limit"));

    /// <summary>What was left of an upload was sent and answered.</summary>
    /// <param name="forwarded">How many rows were sent, headers not counted.</param>
    /// <param name="kept">How many were taken out and kept.</param>
    public void UploadAnswered(long forwarded, long kept)
    {
        _uploadRows.Add(forwarded, new KeyValuePair<string, object?>(TelemetryNames.Result, "forwarded"));
        _uploadRows.Add(kept, new KeyValuePair<string, object?>(TelemetryNames.Result, "kept"));
    }

    /// <summary>An agency's refused requests look like trying client ids out.</summary>
    public void EnumerationSuspected(EnumerationAlarm alarm) => _enumerations.Add(1, AlarmTag(alarm));

    /// <summary>
    /// Publishes the counters that alerts watch at 0, so that the first event is seen as an increase. Call once when exporters listen.
    /// </summary>
    public void PublishZeros()
    {
        _forwardedWithoutDecision.Add(0);
        PublishProfileZeros();
        _enumerations.Add(0, AlarmTag(EnumerationAlarm.Distinct));
        _enumerations.Add(0, AlarmTag(EnumerationAlarm.Sequential));
        _queued.Add(0, QueueTags(QueueingResult.Failed, kind: null));
        _lookups.Add(0, new KeyValuePair<string, object?>(TelemetryNames.Result, TelemetryNames.Of(ConsentLookupResult.Error)));
    }

    private static KeyValuePair<string, object?> AlarmTag(EnumerationAlarm alarm) => new(TelemetryNames.Reason, TelemetryNames.Of(alarm));
}
