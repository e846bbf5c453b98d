using HmisGateway.Consent;

namespace HmisGateway.Offline;

/// <summary>A page of offline items. A closed result.</summary>
internal abstract record OfflineListing
{
    private OfflineListing()
    {
    }

    /// <summary>The page.</summary>
    /// <param name="Items">Oldest first.</param>
    /// <param name="NextCursor">Where the next page begins; null when the page is not full, so that there is none.</param>
    public sealed record Page(IReadOnlyList<OfflineItemView> Items, string? NextCursor) : OfflineListing;

    /// <summary>The filter cannot be read.</summary>
    /// <param name="Problems">All problems, at least one.</param>
    public sealed record Invalid(IReadOnlyList<FieldProblem> Problems) : OfflineListing;
}
