using HmisGateway.Offline;

namespace HmisGateway.Telemetry;

/// <summary>Measures the offline queue every 15 seconds, so that a scrape never waits for the storage.</summary>
internal sealed partial class OfflineDepthPoller(
    IOfflineQueue queue, GatewayMetrics metrics, TimeProvider time, ILogger<OfflineDepthPoller> logger) : BackgroundService
{
    /// <summary>How old a published number can be.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        metrics.PublishZeros();
        using PeriodicTimer timer = new(Interval, time);
        bool isKnown = true;
        try
        {
            do
            {
                isKnown = await MeasureAsync(wasKnown: isKnown, stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping. The platform calls it a fault when the start itself was given up.
        }
    }

    private async Task<bool> MeasureAsync(bool wasKnown, CancellationToken stoppingToken)
    {
        try
        {
            OfflineDepth depth = await queue.MeasureAsync(stoppingToken);
            metrics.OfflineDepthMeasured(depth, depth.OldestHeld is { } oldest ? Age(oldest) : null);
            return true;
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
        {
            metrics.OfflineDepthUnknown();
            if (wasKnown)
            {
                LogNotMeasured(logger, exception);
            }

            return false;
        }
    }

    [LoggerMessage(1800, LogLevel.Warning, "The offline queue could not be measured; its depth is not published until it can.")]
    private static partial void LogNotMeasured(ILogger logger, Exception exception);

    // A clock that was set back must not show a negative age.
    private TimeSpan Age(DateTimeOffset oldest)
    {
        TimeSpan age = time.GetUtcNow() - oldest;
        return age < TimeSpan.Zero ? TimeSpan.Zero : age;
    }
}
