using System.Diagnostics.Metrics;
using HmisGateway.Offline;
using HmisGateway.Telemetry;
using HmisGateway.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace HmisGateway.Tests.Telemetry;

public sealed class OfflineDepthPollerTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 2, 14, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task The_depth_is_measured_every_interval_and_dropped_while_it_cannot_be()
    {
        FakeTimeProvider time = new(Now);
        FixedDepthQueue queue = new() { Depth = new(new Dictionary<OfflineStatus, long> { [OfflineStatus.Held] = 3 }, Now.AddHours(-2)) };
        await using ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        IMeterFactory meters = services.GetRequiredService<IMeterFactory>();
        GatewayMetrics metrics = new(meters);
        using MetricCollector<long> counts = new(meters, TelemetryNames.Queue, "hmis.gateway.queue.item.count");
        using MetricCollector<double> age = new(meters, TelemetryNames.Queue, "hmis.gateway.queue.oldest_item.age");
        FakeLogger<OfflineDepthPoller> logger = new();
        using OfflineDepthPoller poller = new(queue, metrics, time, logger);
        await poller.StartAsync(TestContext.Current.CancellationToken);

        // The depth is published a moment after the queue was asked.
        await Eventually.HoldsAsync(() =>
        {
            counts.Clear();
            counts.RecordObservableInstruments();
            return counts.GetMeasurementSnapshot().Count > 0;
        });
        counts.GetMeasurementSnapshot().Single(each => (string)each.Tags["status"]! == "held").Value.ShouldBe(3);
        counts.GetMeasurementSnapshot().Count.ShouldBe(Enum.GetValues<OfflineStatus>().Length);
        age.RecordObservableInstruments();
        age.LastMeasurement!.Value.ShouldBe(7200);

        queue.Depth = null;
        time.Advance(OfflineDepthPoller.Interval);
        await Eventually.HoldsAsync(() => queue.Measured == 2 && logger.Collector.Count == 1);
        counts.Clear();
        counts.RecordObservableInstruments();
        counts.GetMeasurementSnapshot().ShouldBeEmpty();

        time.Advance(OfflineDepthPoller.Interval);
        await Eventually.HoldsAsync(() => queue.Measured == 3);
        await poller.StopAsync(TestContext.Current.CancellationToken);
        logger.Collector.Count.ShouldBe(1, "it complains once, not every 15 seconds");
    }
}
