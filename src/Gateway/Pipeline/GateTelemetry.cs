using System.Diagnostics;
using HmisGateway.Pipeline.Answers;
using HmisGateway.Pipeline.Deciding;
using HmisGateway.Policy.Decisions;
using HmisGateway.Policy.Payloads;
using HmisGateway.Policy.Profiles;
using HmisGateway.Telemetry;

namespace HmisGateway.Pipeline;

/// <summary>Tells metrics and traces how a request ended; each request exactly once.</summary>
internal sealed class GateTelemetry(GatewayMetrics metrics)
{
    /// <summary>The vendor answered.</summary>
    public void Forwarded(GateExchange exchange, Deliberation deliberation)
    {
        Ended(exchange, deliberation, DecisionOutcome.Forwarded, code: null, IsLocked(deliberation));
        if (deliberation.Decision is ConsentDecision.Forward { IsLockMissing: true })
        {
            metrics.LimitedUnlocked(deliberation.Records[0].Record.Kind);
        }

        if (deliberation.Split is { } split)
        {
            metrics.UploadAnswered(split.ForwardedRows, split.Removed.Count);
        }
    }

    /// <summary>It was not forwarded; kept or, where it carried nothing, refused.</summary>
    public void NotForwarded(GateExchange exchange, Deliberation deliberation, ConsentDecision.Divert divert)
    {
        Ended(
            exchange,
            deliberation,
            exchange.CarriesNothing ? DecisionOutcome.Refused : DecisionOutcome.Diverted,
            divert.Code.ToProblemCode(),
            divert.LockedAttempt);
        metrics.DivertReasonFound(divert.Reason);
        if (divert.Code == DivertCode.RouteUnclassified)
        {
            metrics.UnmappedRequest(exchange.Request.Method);
        }

        if (deliberation.Unreadable is { } reason)
        {
            metrics.BodyRejected(reason);
        }
    }

    /// <summary>It was to be forwarded, and the vendor did not answer.</summary>
    public void Failed(GateExchange exchange, Deliberation deliberation, ProblemCode code) =>
        Ended(exchange, deliberation, DecisionOutcome.Failed, code, IsLocked(deliberation));

    /// <summary>Its <c>Idempotency-Key</c> came with another request before; not sent and not kept.</summary>
    public void KeyReused(GateExchange exchange, Deliberation deliberation) =>
        Ended(exchange, deliberation, DecisionOutcome.Refused, ProblemCode.IdempotencyKeyReused, IsLocked(deliberation));

    /// <summary>Over the agency's limits; not looked at.</summary>
    public void OverLimits() =>
        metrics.Decided(DecisionOutcome.Refused, ProblemCode.TooManyRequests, operation: null, kind: null, locked: false, TimeSpan.Zero);

    /// <summary>Neither forwarded nor kept.</summary>
    public void NotPreserved() => metrics.Decided(DecisionOutcome.Failed, ProblemCode.NotPreserved, operation: null, kind: null, locked: false, TimeSpan.Zero);

    /// <summary>Over the hard limit.</summary>
    public void TooLarge()
    {
        metrics.BodyOverHardLimit();
        metrics.Decided(DecisionOutcome.Refused, ProblemCode.PayloadTooLarge, operation: null, kind: null, locked: false, TimeSpan.Zero);
    }

    private void Ended(GateExchange exchange, Deliberation deliberation, DecisionOutcome outcome, ProblemCode? code, bool locked)
    {
        PayloadRecord? first = deliberation.Records.Count > 0 ? deliberation.Records[0].Record : null;
        Operation? operation = deliberation.Operation;
        RecordKind? kind = first?.Kind ?? deliberation.Rule?.Kind;
        metrics.Decided(outcome, code, operation, kind, locked, exchange.DecisionTime);
        Activity.Current.SetDecision(outcome, code, operation, kind, locked);
    }

    private static bool IsLocked(Deliberation deliberation)
    {
        foreach (AttributedRecord record in deliberation.Records)
        {
            if (record.Record.IsLocked)
            {
                return true;
            }
        }

        return false;
    }
}
