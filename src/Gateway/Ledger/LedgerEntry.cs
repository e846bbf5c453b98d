namespace HmisGateway.Ledger;

/// <summary>
/// One row of the ledger: the events of one commit. Its hash is SHA-256 over the previous row's hash and the bytes of
/// <paramref name="Entry"/>; those bytes are JSON and repeat the sequence number.
/// </summary>
/// <param name="Sequence">1 for the first row; no gaps.</param>
/// <param name="Entry">UTF-8 JSON <c>{"seq":…,"at":"…","events":[{"kind":"…",…}]}</c>.</param>
/// <param name="Hash">32 bytes.</param>
internal sealed record LedgerEntry(long Sequence, byte[] Entry, byte[] Hash);
