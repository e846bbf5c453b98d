using HmisGateway.Offline;

namespace HmisGateway.Storage.Sqlite;

/// <summary>The status of offline items, and the contents of those that are open. Changed by the writer only.</summary>
internal static class OfflineStatusRows
{
    private static readonly SqlText s_open = new("INSERT INTO offline_open (content, sequence, in_doubt) VALUES (?1, ?2, ?3)");
    private static readonly SqlText s_mark = new("UPDATE offline_open SET in_doubt = ?2 WHERE sequence = ?1");
    private static readonly SqlText s_close = new("DELETE FROM offline_open WHERE sequence = ?1");
    private static readonly SqlText s_setStatus = new("UPDATE offline_item SET status = ?2 WHERE sequence = ?1");
    private static readonly SqlText s_destroy = new("""
        UPDATE offline_item SET wrapped_key = zeroblob(0), sealed_details = zeroblob(0), sealed_content = zeroblob(0), clients = zeroblob(0)
        WHERE sequence = ?1
        """);

    private static readonly SqlText s_forgetClients = new("DELETE FROM offline_item_client WHERE sequence = ?1");
    private static readonly SqlText s_loadOpen = new("""
        SELECT o.content, i.receipt, o.in_doubt FROM offline_open AS o CROSS JOIN offline_item AS i ON i.sequence = o.sequence ORDER BY o.sequence
        """);

    private static readonly SqlText s_find = new("""
        SELECT i.sequence, i.status, o.content FROM offline_item AS i LEFT JOIN offline_open AS o ON o.sequence = i.sequence
        WHERE i.receipt = ?1 AND i.agency_id = ?2
        """);

    private static readonly SqlText s_findOpen = new("""
        SELECT i.sequence, i.receipt FROM offline_open AS o CROSS JOIN offline_item AS i ON i.sequence = o.sequence
        WHERE o.content = ?1 AND o.in_doubt = ?2 AND i.agency_id = ?3 ORDER BY o.sequence LIMIT 1
        """);

    /// <summary>Notes the content of a new item that is open.</summary>
    public static OpenChange Open(SqliteSession session, long sequence, ContentKey content, Guid receipt, OfflineStatus status)
    {
        session.Call(s_open).Bind(1, content.Hash).Bind(2, sequence).Bind(3, status == OfflineStatus.InDoubt).Execute();
        return new OpenChange(content, receipt, From: null, status);
    }

    /// <summary>The oldest open item of an agency with this content and status.</summary>
    public static (long Sequence, Guid Receipt)? FindOpen(SqliteSession session, string agencyId, ContentKey content, OfflineStatus status)
    {
        using SqliteCall call = session.Call(s_findOpen).Bind(1, content.Hash).Bind(2, status == OfflineStatus.InDoubt).Bind(3, agencyId);
        return call.Read() ? (call.Int64(0), new Guid(call.Blob(1), bigEndian: true)) : null;
    }

    /// <summary>Gives an item another status; the one place where that happens.</summary>
    /// <returns>False when there is no such item with this status, or <see cref="OfflineTransitions"/> rules the change out.</returns>
    public static bool TryMove(
        SqliteSession session, string agencyId, Guid receipt, OfflineStatus from, OfflineStatus to, List<OpenChange> changes)
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
    public static OfflineStatus? TryErase(SqliteSession session, string agencyId, Guid receipt, bool isRepeated, List<OpenChange> changes)
    {
        if (Find(session, agencyId, receipt) is not { } item || item.Status == OfflineStatus.Erased
            || !(isRepeated || OfflineTransitions.IsAllowed(item.Status, OfflineStatus.Erased)))
        {
            return null;
        }

        Move(session, item, receipt, OfflineStatus.Erased, changes);
        session.Call(s_destroy).Bind(1, item.Sequence).Execute();
        session.Call(s_forgetClients).Bind(1, item.Sequence).Execute();
        OfflinePieceRows.Remove(session, receipt);
        return item.Status;
    }

    private static void Move(
        SqliteSession session, (long Sequence, OfflineStatus Status, ContentKey? Content) item, Guid receipt, OfflineStatus to, List<OpenChange> changes)
    {
        session.Call(s_setStatus).Bind(1, item.Sequence).Bind(2, (long)to).Execute();
        if (item.Content is { } content)
        {
            if (OfflineTransitions.IsOpen(to))
            {
                session.Call(s_mark).Bind(1, item.Sequence).Bind(2, to == OfflineStatus.InDoubt).Execute();
            }
            else
            {
                session.Call(s_close).Bind(1, item.Sequence).Execute();
            }

            changes.Add(new OpenChange(content, receipt, item.Status, to));
        }
    }

    /// <summary>Reads all open items, oldest first.</summary>
    public static OpenContents Load(SqliteSession session)
    {
        OpenContents open = new();
        using SqliteCall call = session.Call(s_loadOpen);
        while (call.Read())
        {
            OfflineStatus status = call.Boolean(2) ? OfflineStatus.InDoubt : OfflineStatus.Held;
            open.Apply(new OpenChange(new ContentKey(call.Hash(0)), new Guid(call.Blob(1), bigEndian: true), From: null, status));
        }

        return open;
    }

    private static (long Sequence, OfflineStatus Status, ContentKey? Content)? Find(SqliteSession session, string agencyId, Guid receipt)
    {
        using SqliteCall call = session.Call(s_find).Bind(1, receipt).Bind(2, agencyId);
        return call.Read()
            ? (call.Int64(0), (OfflineStatus)call.Int32(1), call.HashOrNull(2) is { } content ? new ContentKey(content) : null)
            : null;
    }
}
