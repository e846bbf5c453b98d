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

    public OpenContents Open { get; } = new();

    public ValueTask<ItemKeeping> StoreAsync(
        OfflineItem item, LedgerEvent evidence, IdempotencyClaim? claim, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<ItemKeeping?> TryJoinAsync(
        OfflineAttempt attempt, LedgerEvent evidence, IdempotencyClaim? claim, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<bool> TryAdmitAsync(LedgerEvent intent, IdempotencyClaim claim, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<int> CloseSentLaterAsync(string agencyId, ContentKey content, Guid decision, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask<bool> TryMoveAsync(
        string agencyId, Guid receipt, OfflineStatus from, OfflineStatus to, LedgerEvent evidence, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask<bool> TryEraseAsync(
        string agencyId, Guid receipt, Func<OfflineStatus, LedgerEvent> evidence, bool isRepeated, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask<IReadOnlyList<AttemptEntry>> ListAttemptsAsync(string agencyId, Guid receipt, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask StorePieceAsync(Guid receipt, int number, byte[] sealedPiece, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask RemoveUnfinishedAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<byte[]> ReadPieceAsync(Guid receipt, int number, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<Guid?> FindHeldAsync(string agencyId, ContentKey content, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<OfflineItem>> ListPartsAsync(
        string agencyId, Guid parent, Guid? after, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<OfflineItem>> ListAsync(OfflineQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<OfflineItem?> ReadAsync(string agencyId, Guid receipt, CancellationToken cancellationToken) => throw new NotSupportedException();
}
