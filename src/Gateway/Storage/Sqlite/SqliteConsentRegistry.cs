using HmisGateway.Consent;
using HmisGateway.Identity;
using HmisGateway.Ledger;
using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Consent;

namespace HmisGateway.Storage.Sqlite;

/// <summary>The registry of ROIs.</summary>
internal sealed class SqliteConsentRegistry(SqliteWriter writer, SqliteReaderPool readers, TimeProvider time) : IConsentRegistry
{
    private static readonly SqlText s_own = new($"""
        SELECT {RoiColumns.List} FROM client AS c CROSS JOIN roi AS r ON r.person = c.person AND r.client = c.hash
        WHERE c.hash = ?1 AND c.agency_id = ?2 ORDER BY r.version
        """);

    private static readonly SqlText s_clientId = new("SELECT sealed_id FROM client WHERE hash = ?1 AND agency_id = ?2");

    private static readonly SqlText s_clientIds = new("""
        WITH same (id) AS (
          SELECT cluster FROM person WHERE id = ?1
          UNION ALL
          SELECT p.id FROM person AS p WHERE p.cluster = (SELECT cluster FROM person WHERE id = ?1) AND p.cluster <> p.id
        )
        SELECT DISTINCT c.hash, c.sealed_id FROM same CROSS JOIN roi AS r ON r.person = same.id CROSS JOIN client AS c ON c.hash = r.client
        WHERE c.agency_id = ?2
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

    public ValueTask<IReadOnlyList<ReleaseOfInformation>> ReadOwnAsync(
        string agencyId, Pseudonym client, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(readers.Read((agencyId, client), static (session, asked) =>
        {
            List<ReleaseOfInformation> forms = [];
            using SqliteCall call = session.Call(s_own).Bind(1, asked.client.Hash).Bind(2, asked.agencyId);
            while (call.Read())
            {
                forms.Add(RoiColumns.ReadForm(call));
            }

            return (IReadOnlyList<ReleaseOfInformation>)forms;
        }));
    }

    public ValueTask<IReadOnlyList<(Pseudonym Client, byte[] SealedClientId)>> ReadClientIdsAsync(
        string agencyId, IReadOnlyList<PersonId> persons, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(readers.Read((agencyId, persons), static (session, asked) =>
        {
            List<(Pseudonym Client, byte[] SealedClientId)> ids = [];
            HashSet<UInt128> seen = [];
            foreach (PersonId person in asked.persons)
            {
                using SqliteCall call = session.Call(s_clientIds).Bind(1, person).Bind(2, asked.agencyId);
                while (call.Read())
                {
                    if (seen.Add(call.Hash(0)))
                    {
                        ids.Add((new Pseudonym(IdentifierScheme.Agency, call.Hash(0)), call.Blob(1).ToArray()));
                    }
                }
            }

            return (IReadOnlyList<(Pseudonym Client, byte[] SealedClientId)>)ids;
        }));
    }

    public ValueTask<IReadOnlyList<byte[]>> ReadClientIdsAsync(
        string agencyId, IReadOnlyList<Pseudonym> clients, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(readers.Read((agencyId, clients), static (session, asked) =>
        {
            List<byte[]> ids = [];
            foreach (Pseudonym client in asked.clients)
            {
                using SqliteCall call = session.Call(s_clientId).Bind(1, client.Hash).Bind(2, asked.agencyId);
                if (call.Read())
                {
                    ids.Add(call.Blob(0).ToArray());
                }
            }

            return (IReadOnlyList<byte[]>)ids;
        }));
    }

    /// <summary>A later form of the batch may have linked the person of an earlier one.</summary>
    private static void NameRepresentatives(SqliteSession session, RoiRecording[] results)
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
