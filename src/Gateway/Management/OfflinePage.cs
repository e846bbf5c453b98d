namespace HmisGateway.Management;

/// <summary>A page of offline items, oldest first.</summary>
/// <param name="Items">The items.</param>
/// <param name="NextCursor">Where the next page begins; null when there is none.</param>
internal sealed record OfflinePage(IReadOnlyList<OfflineSummary> Items, string? NextCursor);
