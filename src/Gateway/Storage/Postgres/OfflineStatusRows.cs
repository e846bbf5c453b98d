using HmisGateway.Offline;

namespace HmisGateway.Storage.Postgres;

/// <summary>The status of offline items, and the contents of those that are open. Changed by the writer only.</summary>
internal static class OfflineStatusRows
{
    private static readonly PostgresSql s_mark = new("UPDATE offline_open SET in_doubt = $2 WHERE sequence = $1");
    private static readonly PostgresSql s_close = new("DELETE FROM offline_open WHERE sequence = $1");
    private static readonly PostgresSql s_setStatus = new("UPDATE offline_item SET status = $2 WHERE sequence = $1");
    private static readonly PostgresSql s_destroy = new(
        "UPDATE offline_item SET wrapped_key = '', sealed_details = '', sealed_content = '', clients = '' WHERE sequence = $1");

    private static readonly PostgresSql s_forgetClients = new("DELETE FROM offline_item_client WHERE sequence = $1");
    private static readonly PostgresSql s_loadOpen = new("""
        SELECT o.content, i.receipt, o.in_doubt FROM offline_open AS o JOIN offline_item AS i ON i.sequence = o.sequence ORDER BY o.sequence
        """);

    private static readonly PostgresSql s_find = new("""
        SELECT i.sequence, i.status, o.content FROM offline_item AS i LEFT JOIN offline_open AS o ON o.sequence = i.sequence
        WHERE i.receipt = $1 AND i.agency_id = $2
        """);

    private static readonly PostgresSql s_findOpen = new("""
        SELECT i.sequence, i.receipt FROM offline_open AS o JOIN offline_item AS i ON i.sequence = o.sequence
        WHERE o.content = $1 AND o.in_doubt = $2 AND i.agency_id = $3 ORDER BY o.sequence LIMIT 1
        """);

    /// <summary>The oldest open item of an agency with this content and status.</summary>
    public static OpenItem? FindOpen(PostgresSession session, string agencyId, ContentKey content, OfflineStatus status) =>
        session.List(FindOpen(agencyId, content, status), ReadOpenItem) is [OpenItem open, ..] ? open : null;

    /// <summary>The receipt of the oldest held item of an agency with this content, or null.</summary>
    public static async ValueTask<Guid?> FindHeldAsync(PostgresReaders readers, string agencyId, ContentKey content, CancellationToken cancellationToken) =>
        (await readers.FirstAsync(FindOpen(agencyId, content, OfflineStatus.Held), ReadOpenItem, cancellationToken))?.Receipt;

    /// <summary>Gives an item another status; the one place where that happens.</summary>
    /// <returns>False when there is no such item with this status, or <see cref="OfflineTransitions"/> rules the change out.</returns>
    public static bool TryMove(
        PostgresSession session, string agencyId, Guid receipt, OfflineStatus from, OfflineStatus to, List<OpenChange> changes)
    {
        if (Find(session, agencyId, receipt) is not { } item || item.Status != from || !OfflineTransitions.IsAllowed(from, to))
        {
            return false;
        }

        Move(session, item, receipt, to, changes);
        return true;
    }

    /// <summary>Marks an item as erased and destroys everything of it that is sealed.</summary>
    /// <returns>Its status before; null when there is no such item, or <see cref="OfflineTransitions"/> rules it out and this is no repetition.</returns>
    public static OfflineStatus? TryErase(PostgresSession session, string agencyId, Guid receipt, bool isRepeated, List<OpenChange> changes)
    {
        if (Find(session, agencyId, receipt) is not { } item || item.Status == OfflineStatus.Erased
            || !(isRepeated || OfflineTransitions.IsAllowed(item.Status, OfflineStatus.Erased)))
        {
            return null;
        }

        Move(session, item, receipt, OfflineStatus.Erased, changes);
        session.Later(s_destroy.Call().Bind(item.Sequence));
        session.Later(s_forgetClients.Call().Bind(item.Sequence));
        OfflinePieceRows.Remove(session, receipt);
        return item.Status;
    }

    /// <summary>Reads all open items, oldest first.</summary>
    /// <returns>The items, and the row of the feed from which on changes have to be taken over.</returns>
    public static async ValueTask<(OpenContents Open, FeedRow Last)> LoadAsync(PostgresReaders readers, CancellationToken cancellationToken)
    {
        await using PostgresView view = await readers.OpenViewAsync(cancellationToken);
        FeedRow last = await view.FirstAsync(FeedRow.FindLast.Call(), FeedRow.Read, cancellationToken) ?? FeedRow.None;
        OpenContents open = new();
        foreach (OpenChange change in await view.ListAsync(s_loadOpen.Call(), ReadOpen, cancellationToken))
        {
            open.Apply(change);
        }

        return (open, last);
    }

    private static PostgresCall FindOpen(string agencyId, ContentKey content, OfflineStatus status) =>
        s_findOpen.Call().Bind(content.Hash).Bind(status == OfflineStatus.InDoubt).Bind(agencyId);

    private static OpenItem ReadOpenItem(PostgresRow row) => new(row.Int64(0), row.Guid(1));

    private static OpenChange ReadOpen(PostgresRow row) => new(
        new ContentKey(row.Hash(0)), row.Guid(1), From: null, row.Boolean(2) ? OfflineStatus.InDoubt : OfflineStatus.Held);

    private static void Move(PostgresSession session, ItemStatusRow item, Guid receipt, OfflineStatus to, List<OpenChange> changes)
    {
        session.Later(s_setStatus.Call().Bind(item.Sequence).Bind((int)to));
        if (item.Content is { } content)
        {
            session.Later(OfflineTransitions.IsOpen(to)
                ? s_mark.Call().Bind(item.Sequence).Bind(to == OfflineStatus.InDoubt)
                : s_close.Call().Bind(item.Sequence));
            changes.Add(new OpenChange(content, receipt, item.Status, to));
        }
    }

    private static ItemStatusRow? Find(PostgresSession session, string agencyId, Guid receipt) =>
        session.List(s_find.Call().Bind(receipt).Bind(agencyId), ReadStatus) is [ItemStatusRow item, ..] ? item : null;

    private static ItemStatusRow ReadStatus(PostgresRow row) =>
        new(row.Int64(0), (OfflineStatus)row.Int32(1), row.HashOrNull(2) is { } content ? new ContentKey(content) : null);
}
