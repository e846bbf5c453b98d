using HmisGateway.Identity;
using HmisGateway.Offline;
using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Decisions;
using HmisGateway.Telemetry;

namespace HmisGateway.Storage.Sqlite;

/// <summary>Whose data waits, from the items and their clients.</summary>
internal sealed class SqliteWaitingClients(SqliteReaderPool readers) : IWaitingClients
{
    // With one min() in a query, SQLite takes the bare columns from the row that has the minimum.
    private static readonly SqlText s_list = new($"""
        SELECT {OfflineItemColumns.List}, c.client AS waiting, count(*), sum(i.code = ?2), min(i.sequence) AS oldest
        FROM offline_item AS i CROSS JOIN offline_item_client AS c ON c.sequence = i.sequence
        WHERE i.agency_id = ?1 AND i.status = ?3
        GROUP BY c.client
        HAVING ?4 IS NULL OR (oldest, waiting) > ((SELECT sequence FROM offline_item WHERE receipt = ?4 AND agency_id = ?1), ?5)
        ORDER BY oldest, waiting LIMIT ?6
        """);

    private static readonly string s_unconfirmed = DivertCode.ConsentNotConfirmed.ToWire();
    private static readonly int s_client = OfflineItemColumns.List.Count(static c => c == ',') + 1;

    public ValueTask<IReadOnlyList<WaitingClient>> ListAsync(
        string agencyId, WorklistPlace? after, int limit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(readers.Read((agencyId, after, limit), static (session, asked) =>
        {
            List<WaitingClient> clients = [];
            using SqliteCall call = session.Call(s_list).Bind(1, asked.agencyId).Bind(2, s_unconfirmed).Bind(3, (long)OfflineStatus.Held)
                .Bind(6, asked.limit);
            if (asked.after is { } place)
            {
                call.Bind(4, place.Oldest).Bind(5, place.Client.Hash);
            }

            while (call.Read())
            {
                clients.Add(new WaitingClient(
                    new Pseudonym(IdentifierScheme.Agency, call.Hash(s_client)),
                    call.Int32(s_client + 1),
                    call.Int32(s_client + 2),
                    OfflineItemColumns.Read(call, sealedContent: [])));
            }

            return (IReadOnlyList<WaitingClient>)clients;
        }));
    }
}
