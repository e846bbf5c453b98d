using System.Globalization;

namespace HmisGateway.Ledger;

/// <summary>The storage compared with its anchor.</summary>
/// <param name="State">What came of it.</param>
/// <param name="Problem">What is wrong, in one sentence; null when nothing is.</param>
/// <param name="Anchored">The highest entry that the anchor names.</param>
/// <param name="Missing">Each No Sharing that the storage lost and nobody has recorded again, by its line; one for each client.</param>
internal sealed record AnchorComparison(AnchorState State, string? Problem, long Anchored, IReadOnlyList<AnchorLine> Missing)
{
    /// <summary>Compares.</summary>
    public static async ValueTask<AnchorComparison> OfAsync(AnchorContent content, IAnchorStore store, CancellationToken cancellationToken)
    {
        AnchorLine? lost = null;
        foreach (AnchorLine line in content.Current)
        {
            if (!await IsContainedAsync(line, store, cancellationToken) && (lost is null || line.Sequence < lost.Sequence))
            {
                lost = line;
            }
        }

        long anchored = content.Current.Count == 0 ? 0 : content.Current.Max(static line => line.Sequence);
        if (lost is null && content.Problem is null)
        {
            return new AnchorComparison(AnchorState.Agrees, null, anchored, []);
        }

        IReadOnlyList<AnchorLine> missing = await FindMissingAsync(content.Lines, store, cancellationToken);
        return lost is null
            ? new AnchorComparison(AnchorState.Unusable, content.Problem, anchored, missing)
            : new AnchorComparison(
                AnchorState.Older,
                string.Create(CultureInfo.InvariantCulture, $"the storage does not have entry {lost.Sequence} as the anchor names it; the anchor goes up to entry {anchored}"),
                anchored,
                missing);
    }

    /// <summary>Of each client the last line counts: a No Sharing that was lost and recorded again is not missing.</summary>
    private static async ValueTask<IReadOnlyList<AnchorLine>> FindMissingAsync(
        IReadOnlyList<AnchorLine> lines, IAnchorStore store, CancellationToken cancellationToken)
    {
        Dictionary<(string? Agency, string? Client), AnchorLine> missing = [];
        foreach (AnchorLine line in lines.Where(static line => line.Kind == AnchorLineKind.None))
        {
            if (await IsContainedAsync(line, store, cancellationToken))
            {
                missing.Remove((line.Agency, line.Client));
            }
            else
            {
                missing[(line.Agency, line.Client)] = line;
            }
        }

        return [.. missing.Values.OrderBy(static line => line.At)];
    }

    private static async ValueTask<bool> IsContainedAsync(AnchorLine line, IAnchorStore store, CancellationToken cancellationToken)
    {
        byte[]? hash = line.Sequence == 0 ? LedgerChain.Start.ToArray() : await store.ReadHashAsync(line.Sequence, cancellationToken);
        return hash is not null && string.Equals(Convert.ToHexStringLower(hash), line.Hash, StringComparison.Ordinal);
    }
}
