using System.Diagnostics;
using System.Diagnostics.Metrics;
using HmisGateway.Offline;
using HmisGateway.Policy.Profiles;

namespace HmisGateway.Telemetry;

/// <content>Meter <c>HmisGateway.Queue</c>. Depth and age are measured by <see cref="OfflineDepthPoller"/>.</content>
internal sealed partial class GatewayMetrics
{
    private static readonly KeyValuePair<string, object?> HeldTag = new(TelemetryNames.Status, OfflineStatus.Held.ToWire());

    private readonly Counter<long> _queued;
    private volatile MeasuredDepth? _depth;

    /// <summary>A request was to be kept offline.</summary>
    /// <param name="result">What became of it.</param>
    /// <param name="kind">What the rule says it writes; null when no rule covers it.</param>
    public void ItemQueued(QueueingResult result, RecordKind? kind) => _queued.Add(1, QueueTags(result, kind));

    /// <summary>The queue was measured.</summary>
    /// <param name="depth">Items for each status.</param>
    /// <param name="oldestAge">Age of the oldest held item; null when none is held.</param>
    public void OfflineDepthMeasured(OfflineDepth depth, TimeSpan? oldestAge) => _depth = new(depth, oldestAge);

    /// <summary>The queue could not be measured: better no number than an old one.</summary>
    public void OfflineDepthUnknown() => _depth = null;

    private static TagList QueueTags(QueueingResult result, RecordKind? kind) => new()
    {
        { TelemetryNames.Result, TelemetryNames.Of(result) },
        { TelemetryNames.Kind, kind?.ToWire() ?? TelemetryNames.Unknown },
    };

    private void CreateQueueInstruments(Meter meter, out Counter<long> queued)
    {
        queued = meter.CreateCounter<long>("hmis.gateway.queue.items", "{item}", "Requests that were to be kept offline.");
        meter.CreateObservableUpDownCounter("hmis.gateway.queue.item.count", ObserveCounts, "{item}", "Items in the offline queue.");
        meter.CreateObservableGauge("hmis.gateway.queue.oldest_item.age", ObserveAge, "s", "Age of the oldest item; 0 when there is none.");
    }

    private IEnumerable<Measurement<long>> ObserveCounts()
    {
        if (_depth is not { } measured)
        {
            yield break;
        }

        foreach (OfflineStatus status in Enum.GetValues<OfflineStatus>())
        {
            long count = measured.Depth.Counts.GetValueOrDefault(status);
            yield return new Measurement<long>(count, new KeyValuePair<string, object?>(TelemetryNames.Status, status.ToWire()));
        }
    }

    private IEnumerable<Measurement<double>> ObserveAge() =>
        _depth is { } measured ? [new Measurement<double>(measured.OldestAge?.TotalSeconds ?? 0, HeldTag)] : [];

    private sealed record MeasuredDepth(OfflineDepth Depth, TimeSpan? OldestAge);
}
