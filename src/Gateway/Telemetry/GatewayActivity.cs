using System.Diagnostics;
using HmisGateway.Pipeline.Answers;
using HmisGateway.Policy.Profiles;

namespace HmisGateway.Telemetry;

/// <summary>
/// The gateway's own spans, the only ones that are exported: <c>gate</c> around one request, in it <c>forward</c> or <c>divert</c>.
/// Tags come from closed enums. All methods are cheap and do nothing while nobody listens.
/// </summary>
internal static class GatewayActivity
{
    /// <summary>The name of the source.</summary>
    public const string SourceName = "HmisGateway";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>
    /// Starts the span of one request, always as a new root: an agency's trace context and baggage could carry anything, so they are
    /// never continued. Call it in an asynchronous method that disposes the span.
    /// </summary>
    public static Activity? StartGate()
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        Activity? outer = Activity.Current;
        Activity.Current = null;
        Activity? gate = Source.StartActivity("gate", ActivityKind.Server);
        if (gate is null)
        {
            Activity.Current = outer;
        }

        return gate;
    }

    /// <summary>Starts the span of the exchange with the vendor.</summary>
    public static Activity? StartForward() => Source.StartActivity("forward", ActivityKind.Client);

    /// <summary>Starts the span of sealing and storing an offline item.</summary>
    public static Activity? StartDivert() => Source.StartActivity("divert");

    /// <summary>States how the request ended.</summary>
    public static void SetDecision(
        this Activity? gate, DecisionOutcome outcome, ProblemCode? code, Operation? operation, RecordKind? kind, bool locked)
    {
        if (gate is null)
        {
            return;
        }

        gate.SetTag(TelemetryNames.Outcome, TelemetryNames.Of(outcome));
        gate.SetTag(TelemetryNames.Code, code?.ToWire() ?? TelemetryNames.None);
        gate.SetTag(TelemetryNames.Operation, operation?.ToWire() ?? TelemetryNames.Unknown);
        gate.SetTag(TelemetryNames.Kind, kind?.ToWire() ?? TelemetryNames.Unknown);
        gate.SetTag(TelemetryNames.Locked, TelemetryNames.Of(locked));
        if (outcome == DecisionOutcome.Failed)
        {
            gate.SetStatus(ActivityStatusCode.Error);
        }
    }
}
