using System.Collections.Frozen;
using System.Diagnostics;
using OpenTelemetry;

namespace HmisGateway.Telemetry;

/// <summary>
/// The last look at a span before it is exported: one of ours, with tags of <see cref="TelemetryNames"/> only, without events (an
/// exception event carries the exception's message), links, baggage, trace state or description. Anything else is not exported.
/// </summary>
internal sealed class SpanGuard : BaseProcessor<Activity>
{
    private static readonly FrozenSet<string> Tags = FrozenSet.Create(
        StringComparer.Ordinal,
        TelemetryNames.Outcome,
        TelemetryNames.Code,
        TelemetryNames.Operation,
        TelemetryNames.Kind,
        TelemetryNames.Locked);

    /// <inheritdoc/>
    public override void OnEnd(Activity data)
    {
        if (!IsClean(data))
        {
            data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
        }
    }

    private static bool IsClean(Activity span)
    {
        if (span.Source.Name != GatewayActivity.SourceName
            || span.DisplayName != span.OperationName
            || span.StatusDescription is not null
            || span.TraceStateString is not null
            || span.Events.Any()
            || span.Links.Any()
            || span.Baggage.Any())
        {
            return false;
        }

        foreach (KeyValuePair<string, object?> tag in span.EnumerateTagObjects())
        {
            if (!Tags.Contains(tag.Key))
            {
                return false;
            }
        }

        return true;
    }
}
