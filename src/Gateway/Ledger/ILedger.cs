namespace HmisGateway.Ledger;

/// <summary>The hash-chained list of decisions and sensitive actions.</summary>
internal interface ILedger
{
    /// <summary>Appends an event; it is durable when the task completes.</summary>
    ValueTask AppendAsync(LedgerEvent evidence, CancellationToken cancellationToken);

    /// <summary>Appends an event with the next commit without waiting for it.</summary>
    void AppendSoon(LedgerEvent evidence);

    /// <summary>Reads the entries in order, from the entry after <paramref name="after"/>.</summary>
    IAsyncEnumerable<LedgerEntry> ReadAsync(long after, CancellationToken cancellationToken);

    /// <summary>The head as the storage remembers it beside the chain: sequence number and hash of the last entry; (0, 32 zero bytes) when empty.</summary>
    ValueTask<(long Sequence, byte[] Hash)> ReadHeadAsync(CancellationToken cancellationToken);
}
