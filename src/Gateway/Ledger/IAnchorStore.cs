namespace HmisGateway.Ledger;

/// <summary>What the storage answers an anchor.</summary>
internal interface IAnchorStore
{
    /// <summary>The hash of an entry; null when there is no such entry.</summary>
    ValueTask<byte[]?> ReadHashAsync(long sequence, CancellationToken cancellationToken);

    /// <summary>True when this storage, or the backup it came from, has had an anchor.</summary>
    ValueTask<bool> IsMarkedAsync(CancellationToken cancellationToken);

    /// <summary>Remembers that it has one; durable, with its ledger event, when the task completes.</summary>
    ValueTask MarkAsync(LedgerEvent evidence, CancellationToken cancellationToken);
}
