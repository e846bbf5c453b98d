using HmisGateway.Offline;

namespace HmisGateway.AgencyApi;

/// <summary>Answer of <c>GET worklist</c>.</summary>
/// <param name="Items">The client that waits longest first.</param>
/// <param name="NextCursor">What to send as <c>after</c> for the next page; null on the last.</param>
internal sealed record WorklistAnswer(IReadOnlyList<WorklistAnswerItem> Items, string? NextCursor)
{
    /// <summary>The answer for a page.</summary>
    public static WorklistAnswer Of(IReadOnlyList<WorklistEntry> entries, WorklistPlace? next) =>
        new([.. entries.Select(static entry => new WorklistAnswerItem(entry.ClientId, entry.Items, entry.Oldest, entry.Next.ToWire()))], next?.ToCursor());
}
