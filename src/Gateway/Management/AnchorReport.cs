using HmisGateway.Ledger;

namespace HmisGateway.Management;

/// <summary>How the storage stands to its anchor.</summary>
/// <param name="State"><c>off</c>, <c>new</c>, <c>agrees</c>, <c>older</c>, <c>missing</c> or <c>unusable</c>.</param>
/// <param name="Problem">What is wrong; null when nothing is.</param>
/// <param name="Anchored">The highest entry that the anchor names.</param>
/// <param name="Missing">Each No Sharing that was acknowledged, is not in the storage, and was not recorded again.</param>
internal sealed record AnchorReport(string State, string? Problem, long Anchored, IReadOnlyList<MissingNone> Missing)
{
    /// <summary>The report of a comparison.</summary>
    public static AnchorReport Of(AnchorComparison comparison) => new(
        comparison.State switch
        {
            AnchorState.Off => "off",
            AnchorState.New => "new",
            AnchorState.Agrees => "agrees",
            AnchorState.Older => "older",
            AnchorState.Missing => "missing",
            _ => "unusable",
        },
        comparison.Problem,
        comparison.Anchored,
        [.. comparison.Missing.Select(static line => new MissingNone(line.Agency ?? "", line.Client ?? "", line.At))]);
}
