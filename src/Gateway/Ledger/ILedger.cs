namespace HmisGateway.Ledger;

/// <summary>The hash-chained list of decisions and sensitive actions.</summary>
internal interface ILedger
{
    /// <summary>Appends an event; it is durable when the task completes.</summary>
    ValueTask AppendAsync(LedgerEvent evidence, CancellationToken cancellationToken);

    /// <summary>Appends an event with the next commit without waiting for it.</summary>
    void AppendSoon(LedgerEvent evidence);

    /// <summary>Appends an event that is made from the entry before it; it is durable when the task completes.</summary>
    /// <param name="make">Makes the event, and what the call returns, from sequence number and hash; runs inside the commit, so it must be pure and quick.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    ValueTask<TResult> AppendAtHeadAsync<TResult>(Func<long, byte[], (LedgerEvent Evidence, TResult Result)> make, CancellationToken cancellationToken);

    /// <summary>Reads the entries in order, from the entry after <paramref name="after"/>.</summary>
    IAsyncEnumerable<LedgerEntry> ReadAsync(long after, CancellationToken cancellationToken);

    /// <summary>The head as the storage remembers it beside the chain: sequence number and hash of the last entry; (0, 32 zero bytes) when empty.</summary>
    ValueTask<(long Sequence, byte[] Hash)> ReadHeadAsync(CancellationToken cancellationToken);
}
