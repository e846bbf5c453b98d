using System.Globalization;
using HmisGateway.Offline;
using HmisGateway.Telemetry;

namespace HmisGateway.Ledger;

/// <summary>
/// Compares every offline item with the entry that commits to it: it is there, it is the same agency's, and its ciphertext is the same,
/// unless a later entry says that it was erased; and what was erased is gone.
/// </summary>
internal sealed class ItemCheck(IKeptItems items) : ILedgerCheck
{
    private static readonly string s_erased = OfflineStatus.Erased.ToWire();

    /// <summary>Items that are not what an entry says, until an entry tells of their erasure.</summary>
    private readonly Dictionary<Guid, LedgerVerification.Broken> _unexplained = [];

    /// <summary>How many items were compared.</summary>
    public long Items { get; private set; }

    /// <inheritdoc/>
    public async ValueTask<LedgerVerification.Broken?> SeeAsync(LedgerEntry entry, CancellationToken cancellationToken)
    {
        if (entry.Entry.AsSpan().IndexOf("\"ciphertext\""u8) < 0 && entry.Entry.AsSpan().IndexOf("\"erased\""u8) < 0)
        {
            return null;
        }

        foreach ((string kind, IReadOnlyDictionary<string, string> values) in LedgerEventReader.Read(entry.Entry))
        {
            if (kind is LedgerEventKind.Diverted or LedgerEventKind.InDoubt && values.TryGetValue("ciphertext", out string? ciphertext)
                && ReceiptOf(values) is { } kept)
            {
                Items++;
                if (Compare(kept, await items.FindAsync(kept, cancellationToken), values.GetValueOrDefault("agency"), ciphertext) is { } problem)
                {
                    _unexplained[kept] = new(entry.Sequence, problem);
                }
                else if (kind == LedgerEventKind.InDoubt)
                {
                    // Of an item that another replica had settled without its content, the entry that brought the content counts.
                    _unexplained.Remove(kept);
                }
            }
            else if (kind == LedgerEventKind.ItemStatus && values.GetValueOrDefault("to") == s_erased && ReceiptOf(values) is { } erased)
            {
                _unexplained.Remove(erased);
                if (await items.FindAsync(erased, cancellationToken) is { IsErased: false })
                {
                    return new(entry.Sequence, Text($"offline item {erased} was erased, and is there again"));
                }
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public LedgerVerification.Broken? Finish(long last) => _unexplained.Values.MinBy(static broken => broken.Sequence);

    private static Guid? ReceiptOf(IReadOnlyDictionary<string, string> values) =>
        Guid.TryParse(values.GetValueOrDefault("receipt") ?? values.GetValueOrDefault("decision"), out Guid receipt) ? receipt : null;

    private static string? Compare(Guid receipt, KeptItem? item, string? agency, string ciphertext) => item switch
    {
        null => Text($"offline item {receipt} is missing, and no entry tells of its erasure"),
        _ when item.AgencyId != agency => Text($"offline item {receipt} is under another agency"),
        { IsErased: true } => Text($"offline item {receipt} is marked as erased, and no entry tells of it"),
        _ when !string.Equals(Convert.ToHexStringLower(item.CiphertextHash), ciphertext, StringComparison.Ordinal) =>
            Text($"offline item {receipt} is not what was kept"),
        _ => null,
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
