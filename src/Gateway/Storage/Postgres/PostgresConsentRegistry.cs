using HmisGateway.Consent;
using HmisGateway.Identity;
using HmisGateway.Ledger;
using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Consent;

namespace HmisGateway.Storage.Postgres;

/// <summary>The registry of ROIs.</summary>
internal sealed class PostgresConsentRegistry(PostgresWriter writer, PostgresReaders readers, TimeProvider time) : IConsentRegistry
{
    private static readonly PostgresSql s_own = new($"""
        SELECT {RoiColumns.List} FROM client AS c JOIN roi AS r ON r.person = c.person AND r.client = c.hash
        WHERE c.hash = $1 AND c.agency_id = $2 ORDER BY r.version
        """);

    private static readonly PostgresSql s_sealedIds = new("""
        SELECT c.sealed_id FROM unnest($1) WITH ORDINALITY AS a (hash, place) JOIN client AS c ON c.hash = a.hash WHERE c.agency_id = $2 ORDER BY a.place
        """);

    private static readonly PostgresSql s_clientIds = new("""
        SELECT DISTINCT c.hash, c.sealed_id
        FROM person AS p JOIN person AS m ON m.cluster = p.cluster JOIN roi AS r ON r.person = m.id JOIN client AS c ON c.hash = r.client
        WHERE p.id = ANY ($1) AND c.agency_id = $2
        """);

    public async ValueTask<IReadOnlyList<RoiRecording>> RecordAsync(
        IReadOnlyList<RoiEntry> entries, Func<IReadOnlyList<RoiRecording>, LedgerEvent> evidence, CancellationToken cancellationToken) => await writer.WriteAsync(
        (Entries: entries, Now: time.GetUtcNow(), Evidence: evidence),
        static (session, recorded, collected) =>
        {
            RoiRecording[] results = RoiRows.Record(session, recorded.Entries, recorded.Now);
            NameRepresentatives(session, results);
            if (results.Any(result => result is RoiRecording.Recorded))
            {
                collected.Add(recorded.Evidence(results));
            }

            return results;
        },
        cancellationToken);

    public async ValueTask<IReadOnlyList<ReleaseOfInformation>> ReadOwnAsync(
        string agencyId, Pseudonym client, CancellationToken cancellationToken) =>
        await readers.ListAsync(s_own.Call().Bind(client.Hash).Bind(agencyId), RoiColumns.ReadForm, cancellationToken);

    public async ValueTask<IReadOnlyList<(Pseudonym Client, byte[] SealedClientId)>> ReadClientIdsAsync(
        string agencyId, IReadOnlyList<PersonId> persons, CancellationToken cancellationToken) => await readers.ListAsync(
        s_clientIds.Call().Bind(persons).Bind(agencyId),
        static row => (new Pseudonym(IdentifierScheme.Agency, row.Hash(0)), row.Blob(1)),
        cancellationToken);

    public async ValueTask<IReadOnlyList<byte[]>> ReadClientIdsAsync(
        string agencyId, IReadOnlyList<Pseudonym> clients, CancellationToken cancellationToken) => await readers.ListAsync(
        s_sealedIds.Call().Bind(clients.Select(static client => client.Hash)).Bind(agencyId), static row => row.Blob(0), cancellationToken);

    /// <summary>A later form of the batch may have linked the person of an earlier one.</summary>
    private static void NameRepresentatives(PostgresSession session, RoiRecording[] results)
    {
        for (int i = 0; results.Length > 1 && i < results.Length; i++)
        {
            if (results[i] is RoiRecording.Recorded recorded)
            {
                PersonId representative = PersonRows.ClusterOf(session, recorded.Person);
                results[i] = representative == recorded.Person ? recorded : recorded with { Person = representative };
            }
        }
    }
}
