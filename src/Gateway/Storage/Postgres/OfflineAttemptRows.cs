using HmisGateway.Identity;
using HmisGateway.Offline;

namespace HmisGateway.Storage.Postgres;

/// <summary>The attempts that joined an offline item.</summary>
internal static class OfflineAttemptRows
{
    /// <summary>So many of the latest attempts are shown.</summary>
    private const int MaxShown = 1_000;

    private static readonly PostgresSql s_find = new("SELECT attempts, clients FROM offline_item WHERE sequence = $1");
    private static readonly PostgresSql s_join = new("UPDATE offline_item SET attempts = $2, code = $3, clients = $4 WHERE sequence = $1");
    private static readonly PostgresSql s_addFirst = new("""
        INSERT INTO offline_attempt (sequence, number, received_at, decision, code)
        SELECT sequence, 1, received_at, receipt, code FROM offline_item WHERE sequence = $1
        """);

    private static readonly PostgresSql s_add = new("""
        INSERT INTO offline_attempt (sequence, number, received_at, decision, code) VALUES ($1, $2, $3, $4, $5)
        """);

    private static readonly PostgresSql s_addClients = new("""
        INSERT INTO offline_item_client (client, sequence) SELECT c, $2 FROM unnest($1) AS c ON CONFLICT (client, sequence) DO NOTHING
        """);

    // The item itself stands for its only attempt.
    private static readonly PostgresSql s_list = new("""
        SELECT a.received_at, a.decision, a.code, a.number FROM offline_item AS i JOIN offline_attempt AS a ON a.sequence = i.sequence
        WHERE i.receipt = $1 AND i.agency_id = $2
        UNION ALL
        SELECT i.received_at, i.receipt, i.code, 1 FROM offline_item AS i
        WHERE i.receipt = $1 AND i.agency_id = $2 AND NOT EXISTS (SELECT 1 FROM offline_attempt AS a WHERE a.sequence = i.sequence)
        ORDER BY number DESC LIMIT $3
        """);

    /// <summary>Adds an attempt to an item. The item gets the latest code, and the clients that were not known when it was stored.</summary>
    public static void Add(PostgresSession session, long sequence, OfflineAttempt attempt)
    {
        (int attempts, Pseudonym[] clients) = session.List(
            s_find.Call().Bind(sequence), static row => (row.Int32(0), PackedClients.Unpack(row.Blob(1))))[0];
        if (attempts == 1)
        {
            session.Later(s_addFirst.Call().Bind(sequence));
        }

        int number = attempts + 1;
        Pseudonym[] all = [.. clients.Union(attempt.Clients)];
        session.Later(s_add.Call().Bind(sequence).Bind(number).Bind(attempt.ReceivedAt).Bind(attempt.Decision).Bind(attempt.Code));
        session.Later(s_join.Call().Bind(sequence).Bind(number).Bind(attempt.Code).Bind(PackedClients.Pack(all)));
        if (all.Length > clients.Length)
        {
            session.Later(s_addClients.Call().Bind(all.Skip(clients.Length).Select(static client => client.Hash).Distinct()).Bind(sequence));
        }
    }

    /// <summary>The attempts of an item, oldest first.</summary>
    public static async ValueTask<IReadOnlyList<AttemptEntry>> ListAsync(
        PostgresReaders readers, string agencyId, Guid receipt, CancellationToken cancellationToken)
    {
        List<AttemptEntry> entries = await readers.ListAsync(
            s_list.Call().Bind(receipt).Bind(agencyId).Bind(MaxShown),
            static row => new AttemptEntry(row.Time(0), row.Guid(1), row.Text(2)),
            cancellationToken);
        entries.Reverse();
        return entries;
    }
}
