using HmisGateway.Identity;
using HmisGateway.Offline;
using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Decisions;
using HmisGateway.Telemetry;

namespace HmisGateway.Storage.Sqlite;

/// <summary>Whose data waits, from the items, their clients and their attempts.</summary>
internal sealed class SqliteWaitingClients(SqliteReaderPool readers) : IWaitingClients
{
    private static readonly SqlText s_list = new($"""
        WITH waiting AS (
          SELECT c.client AS client, count(*) AS items, sum(h.code IN (?2, ?7)) AS unconfirmed, min(h.sequence) AS oldest,
                 min(coalesce((SELECT max(a.received_at) FROM offline_attempt AS a WHERE a.sequence = h.sequence), h.received_at)) AS tried
          FROM offline_item AS h CROSS JOIN offline_item_client AS c ON c.sequence = h.sequence
          WHERE h.agency_id = ?1 AND h.status = ?3
          GROUP BY c.client
        )
        SELECT {OfflineItemColumns.List}, w.client, w.items, w.unconfirmed, w.tried FROM waiting AS w CROSS JOIN offline_item AS i ON i.sequence = w.oldest
        WHERE ?4 IS NULL OR (w.oldest, w.client) > ((SELECT sequence FROM offline_item WHERE receipt = ?4 AND agency_id = ?1), ?5)
        ORDER BY w.oldest, w.client LIMIT ?6
        """);

    private static readonly string s_unconfirmed = DivertCode.ConsentNotConfirmed.ToWire();
    private static readonly string s_noSharing = DivertCode.NoSharing.ToWire();
    private static readonly int s_client = OfflineItemColumns.List.Count(static c => c == ',') + 1;

    public ValueTask<IReadOnlyList<WaitingClient>> ListAsync(
        string agencyId, WorklistPlace? after, int limit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(readers.Read((agencyId, after, limit), static (session, asked) =>
        {
            List<WaitingClient> clients = [];
            using SqliteCall call = session.Call(s_list).Bind(1, asked.agencyId).Bind(2, s_unconfirmed).Bind(3, (long)OfflineStatus.Held)
                .Bind(6, asked.limit).Bind(7, s_noSharing);
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
                    call.Time(s_client + 3),
                    OfflineItemColumns.Read(call, sealedContent: [])));
            }

            return (IReadOnlyList<WaitingClient>)clients;
        }));
    }
}
