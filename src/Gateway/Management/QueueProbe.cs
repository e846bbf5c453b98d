using HmisGateway.Offline;

namespace HmisGateway.Management;

/// <summary>The offline queue can be read.</summary>
internal sealed class QueueProbe(IOfflineQueue queue) : IReadinessProbe
{
    /// <inheritdoc/>
    public string Name => "queue";

    /// <inheritdoc/>
    public async ValueTask<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        _ = await queue.MeasureAsync(cancellationToken);
        return true;
    }
}
