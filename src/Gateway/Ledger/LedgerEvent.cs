namespace HmisGateway.Ledger;

/// <summary>
/// One thing that happened, as the ledger keeps it: a kind and named values without personal data (codes, counts, receipts,
/// keyed digests, per-agency pseudonyms).
/// </summary>
/// <param name="Kind">What happened; one of <see cref="LedgerEventKind"/>.</param>
/// <param name="Values">Named values in the order they are written; the values are text.</param>
internal sealed record LedgerEvent(string Kind, IReadOnlyList<KeyValuePair<string, string>> Values)
{
    /// <summary>Who acted, to be stored with the event but outside the chain; null where nobody is named, or another sealed record names them.</summary>
    public SealedStatement? Statement { get; init; }
}
