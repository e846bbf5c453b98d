using HmisGateway.Identity;
using HmisGateway.Offline;
using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Decisions;
using HmisGateway.Telemetry;

namespace HmisGateway.Storage.Postgres;

/// <summary>Whose data waits, from the items, their clients and their attempts.</summary>
internal sealed class PostgresWaitingClients(PostgresReaders readers) : IWaitingClients
{
    private static readonly PostgresSql s_list = new($"""
        WITH waiting AS (
          SELECT c.client AS client, count(*)::integer AS items, (count(*) FILTER (WHERE h.code IN ($2, $7)))::integer AS unconfirmed, min(h.sequence) AS oldest,
                 min(coalesce((SELECT max(a.received_at) FROM offline_attempt AS a WHERE a.sequence = h.sequence), h.received_at)) AS tried
          FROM offline_item AS h JOIN offline_item_client AS c ON c.sequence = h.sequence
          WHERE h.agency_id = $1 AND h.status = $3
          GROUP BY c.client
        )
        SELECT {OfflineItemColumns.List}, w.client, w.items, w.unconfirmed, w.tried FROM waiting AS w JOIN offline_item AS i ON i.sequence = w.oldest
        WHERE $4 IS NULL OR (w.oldest, w.client) > ((SELECT sequence FROM offline_item WHERE receipt = $4 AND agency_id = $1), $5)
        ORDER BY w.oldest, w.client LIMIT $6
        """);

    private static readonly string s_unconfirmed = DivertCode.ConsentNotConfirmed.ToWire();
    private static readonly string s_noSharing = DivertCode.NoSharing.ToWire();

    public async ValueTask<IReadOnlyList<WaitingClient>> ListAsync(
        string agencyId, WorklistPlace? after, int limit, CancellationToken cancellationToken) => await readers.ListAsync(
        s_list.Call().Bind(agencyId).Bind(s_unconfirmed).Bind((int)OfflineStatus.Held).Bind(after?.Oldest).Bind(after?.Client.Hash).Bind(limit)
            .Bind(s_noSharing),
        static row => new WaitingClient(
            new Pseudonym(IdentifierScheme.Agency, row.Hash(OfflineItemColumns.Count)),
            row.Int32(OfflineItemColumns.Count + 1),
            row.Int32(OfflineItemColumns.Count + 2),
            row.Time(OfflineItemColumns.Count + 3),
            OfflineItemColumns.Read(row)),
        cancellationToken);
}
