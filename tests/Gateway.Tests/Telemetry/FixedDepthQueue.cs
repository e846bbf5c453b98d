using HmisGateway.Ledger;
using HmisGateway.Offline;

namespace HmisGateway.Tests.Telemetry;

/// <summary>A queue that can only be measured.</summary>
internal sealed class FixedDepthQueue : IOfflineQueue
{
    private int _measured;

    public OfflineDepth? Depth { get; set; } = new(new Dictionary<OfflineStatus, long>(), null);

    public int Measured => Volatile.Read(ref _measured);

    public ValueTask<OfflineDepth> MeasureAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _measured);
        return Depth is { } depth ? ValueTask.FromResult(depth) : throw new IOException("the disk is gone");
    }

    public ValueTask StoreAsync(OfflineItem item, LedgerEvent evidence, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<OfflineItem>> ListAsync(OfflineQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<OfflineItem?> ReadAsync(string agencyId, Guid receipt, CancellationToken cancellationToken) => throw new NotSupportedException();
}
