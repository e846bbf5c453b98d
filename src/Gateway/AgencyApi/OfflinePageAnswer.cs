using HmisGateway.Offline;

namespace HmisGateway.AgencyApi;

/// <summary>Answer of <c>GET offline</c>.</summary>
/// <param name="Items">Oldest first.</param>
/// <param name="NextCursor">What to send as <c>after</c> for the next page; null on the last.</param>
internal sealed record OfflinePageAnswer(IReadOnlyList<OfflineItemView> Items, string? NextCursor);
