using HmisGateway.Ledger;

namespace HmisGateway.Offline;

/// <summary>The encrypted offline queue. Another agency's receipts answer like receipts that do not exist.</summary>
internal interface IOfflineQueue
{
    /// <summary>Stores an item; it is durable, with its ledger event, when the task completes.</summary>
    ValueTask StoreAsync(OfflineItem item, LedgerEvent evidence, CancellationToken cancellationToken);

    /// <summary>Lists items without their content, oldest first.</summary>
    ValueTask<IReadOnlyList<OfflineItem>> ListAsync(OfflineQuery query, CancellationToken cancellationToken);

    /// <summary>Reads one item with its content, or null.</summary>
    ValueTask<OfflineItem?> ReadAsync(string agencyId, Guid receipt, CancellationToken cancellationToken);

    /// <summary>Items per status and the age of the oldest held one, over all agencies, for the metrics.</summary>
    ValueTask<OfflineDepth> MeasureAsync(CancellationToken cancellationToken);
}
