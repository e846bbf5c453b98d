using HmisGateway.Identity;
using HmisGateway.Offline;

namespace HmisGateway.Storage.Sqlite;

/// <summary>The attempts that joined an offline item.</summary>
internal static class OfflineAttemptRows
{
    /// <summary>So many of the latest attempts are shown.</summary>
    private const int MaxShown = 1_000;

    private static readonly SqlText s_find = new("SELECT attempts, clients FROM offline_item WHERE sequence = ?1");
    private static readonly SqlText s_join = new("UPDATE offline_item SET attempts = ?2, code = ?3, clients = ?4 WHERE sequence = ?1");
    private static readonly SqlText s_addFirst = new("""
        INSERT INTO offline_attempt (sequence, number, received_at, decision, code)
        SELECT sequence, 1, received_at, receipt, code FROM offline_item WHERE sequence = ?1
        """);

    private static readonly SqlText s_add = new("""
        INSERT INTO offline_attempt (sequence, number, received_at, decision, code) VALUES (?1, ?2, ?3, ?4, ?5)
        """);

    private static readonly SqlText s_addClient = new("""
        INSERT INTO offline_item_client (client, sequence) VALUES (?1, ?2) ON CONFLICT (client, sequence) DO NOTHING
        """);

    private static readonly SqlText s_first = new("SELECT received_at, receipt, code, attempts FROM offline_item WHERE receipt = ?1 AND agency_id = ?2");
    private static readonly SqlText s_list = new("""
        SELECT a.received_at, a.decision, a.code FROM offline_item AS i JOIN offline_attempt AS a ON a.sequence = i.sequence
        WHERE i.receipt = ?1 AND i.agency_id = ?2 ORDER BY a.number DESC LIMIT ?3
        """);

    /// <summary>Adds an attempt to an item. The item gets the latest code, and the clients that were not known when it was stored.</summary>
    public static void Add(SqliteSession session, long sequence, OfflineAttempt attempt)
    {
        (int attempts, Pseudonym[] clients) = Find(session, sequence);
        if (attempts == 1)
        {
            session.Call(s_addFirst).Bind(1, sequence).Execute();
        }

        int number = attempts + 1;
        Pseudonym[] all = [.. clients.Union(attempt.Clients)];
        session.Call(s_add).Bind(1, sequence).Bind(2, number).Bind(3, attempt.ReceivedAt).Bind(4, attempt.Decision).Bind(5, attempt.Code).Execute();
        session.Call(s_join).Bind(1, sequence).Bind(2, number).Bind(3, attempt.Code)
            .Bind(4, PackedClients.Pack(all).AsSpan()).Execute();
        foreach (Pseudonym client in all.AsSpan(clients.Length))
        {
            session.Call(s_addClient).Bind(1, client.Hash).Bind(2, sequence).Execute();
        }
    }

    /// <summary>The attempts of an item, oldest first.</summary>
    public static IReadOnlyList<AttemptEntry> List(SqliteSession session, string agencyId, Guid receipt)
    {
        List<AttemptEntry> entries = [];
        using (SqliteCall call = session.Call(s_list).Bind(1, receipt).Bind(2, agencyId).Bind(3, MaxShown))
        {
            while (call.Read())
            {
                entries.Add(Read(call));
            }
        }

        if (entries.Count == 0)
        {
            using SqliteCall first = session.Call(s_first).Bind(1, receipt).Bind(2, agencyId);
            return first.Read() ? [Read(first)] : [];
        }

        entries.Reverse();
        return entries;
    }

    private static AttemptEntry Read(in SqliteCall call) => new(call.Time(0), new Guid(call.Blob(1), bigEndian: true), call.RepeatedText(2));

    private static (int Attempts, Pseudonym[] Clients) Find(SqliteSession session, long sequence)
    {
        using SqliteCall call = session.Call(s_find).Bind(1, sequence);
        return call.Read()
            ? (call.Int32(0), PackedClients.Unpack(call.Blob(1)))
            : throw new InvalidOperationException("The item was there a moment ago, in the same transaction.");
    }
}
