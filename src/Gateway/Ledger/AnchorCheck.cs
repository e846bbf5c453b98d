using System.Globalization;

namespace HmisGateway.Ledger;

/// <summary>Compares the ledger with the lines of an anchor, from the last reconciliation on.</summary>
internal sealed class AnchorCheck(AnchorContent content) : ILedgerCheck
{
    private readonly ILookup<long, AnchorLine> _lines = content.Current.ToLookup(static line => line.Sequence);

    /// <summary>How many lines it compares.</summary>
    public int Lines => content.Current.Count;

    /// <inheritdoc/>
    public ValueTask<LedgerVerification.Broken?> SeeAsync(LedgerEntry entry, CancellationToken cancellationToken)
    {
        foreach (AnchorLine line in _lines[entry.Sequence])
        {
            if (!string.Equals(line.Hash, Convert.ToHexStringLower(entry.Hash), StringComparison.Ordinal))
            {
                return new(new LedgerVerification.Broken(entry.Sequence, "the anchor names another hash for it"));
            }
        }

        return new((LedgerVerification.Broken?)null);
    }

    /// <inheritdoc/>
    public LedgerVerification.Broken? Finish(long last)
    {
        long anchored = content.Current.Count == 0 ? 0 : content.Current.Max(static line => line.Sequence);
        return anchored > last
            ? new(last + 1, string.Create(CultureInfo.InvariantCulture, $"the anchor names entries up to {anchored}, the last entry is {last}; the storage is older than its anchor"))
            : content.Problem is { } problem ? new(content.Current.Count == 0 ? 0 : content.Current[^1].Sequence, problem) : null;
    }
}
