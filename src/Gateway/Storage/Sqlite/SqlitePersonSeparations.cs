using HmisGateway.Identity;
using HmisGateway.Ledger;
using HmisGateway.Policy.Clients;

namespace HmisGateway.Storage.Sqlite;

/// <summary>Takes persons apart: the client, its forms and its own id move to a new person; what may be of either leads to both.</summary>
internal sealed class SqlitePersonSeparations(SqliteWriter writer, SqliteReaderPool readers, TimeProvider time) : IPersonSeparations
{
    private static readonly SqlText s_details = new("""
        SELECT r.sealed_details FROM client AS c CROSS JOIN roi AS r ON r.person = c.person AND r.client = c.hash WHERE c.hash = ?1 AND c.agency_id = ?2
        """);

    private static readonly SqlText s_owner = new("SELECT c.person, p.cluster FROM client AS c CROSS JOIN person AS p ON p.id = c.person WHERE c.hash = ?1");
    private static readonly SqlText s_moveClient = new("UPDATE client SET person = ?2 WHERE hash = ?1");
    private static readonly SqlText s_moveForms = new("UPDATE roi SET person = ?3 WHERE person = ?2 AND client = ?1");

    // A No Sharing of anybody else stays with both, until the client's own documents lift it.
    private static readonly SqlText s_keepNoSharing = new("""
        INSERT INTO roi (client, version, agency_id, choice, signed_from, signed_to, signed_on, ends_on, signer, source, has_document,
                         superseded, recorded_at, has_identity, name_hash, birth_hash, ssn_hash, sealed_details, person, client_age)
        SELECT r.client, r.version, r.agency_id, r.choice, r.signed_from, r.signed_to, r.signed_on, r.ends_on, r.signer, r.source, r.has_document,
               r.superseded, r.recorded_at, r.has_identity, r.name_hash, r.birth_hash, r.ssn_hash, r.sealed_details, ?4, r.client_age
        FROM person AS p CROSS JOIN roi AS r ON r.person = p.id
        WHERE (p.id = ?1 OR (p.cluster = ?1 AND p.cluster <> p.id)) AND r.choice = 3 AND r.superseded = 0 AND r.client <> ?2 AND r.client <> ?3
        ON CONFLICT (person, client, version) DO NOTHING
        """);

    private static readonly SqlText s_leaveClient = new("""
        DELETE FROM reference WHERE scheme = ?1 AND hash = ?2 AND person IN (SELECT id FROM person WHERE cluster = ?3)
        """);

    private static readonly SqlText s_shareLearned = new("""
        INSERT INTO reference (scheme, hash, person, learned)
        SELECT r.scheme, r.hash, ?2, 1 FROM reference AS r CROSS JOIN person AS p ON p.id = r.person
        WHERE p.cluster = ?1 AND r.learned = 1 AND NOT (r.scheme = ?3 AND r.hash = ?4)
        ON CONFLICT (scheme, hash, person) DO NOTHING
        """);

    private static readonly SqlText s_shareSealed = new("""
        INSERT INTO learned_identifier (person, scheme, hash, agency_id, vendor, sealed_value)
        SELECT ?2, l.scheme, l.hash, l.agency_id, l.vendor, l.sealed_value FROM person AS p CROSS JOIN learned_identifier AS l ON l.person = p.id
        WHERE (p.id = ?1 OR (p.cluster = ?1 AND p.cluster <> p.id)) AND NOT (l.scheme = ?3 AND l.hash = ?4)
        ON CONFLICT (person, scheme, hash) DO NOTHING
        """);

    private static readonly SqlText s_note = new("""
        INSERT INTO person_separation (one, other, client, reason, separated_at) VALUES (?1, ?2, ?3, ?4, ?5)
        """);

    public ValueTask<IReadOnlyList<byte[]>> ReadDetailsAsync(string agencyId, Pseudonym client, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(readers.Read((agencyId, client), static (session, asked) =>
        {
            List<byte[]> details = [];
            using SqliteCall call = session.Call(s_details).Bind(1, asked.client.Hash).Bind(2, asked.agencyId);
            while (call.Read())
            {
                details.Add(call.Blob(0).ToArray());
            }

            return (IReadOnlyList<byte[]>)details;
        }));
    }

    public async ValueTask<IReadOnlyCollection<PersonId>> SeparateAsync(
        PersonSeparation separation, Func<PersonId, PersonId, LedgerEvent> evidence, CancellationToken cancellationToken) => await writer.WriteAsync(
        (Separation: separation, Evidence: evidence, Now: time.GetUtcNow()),
        static (session, asked, collected) =>
        {
            PersonRow owner = Owner(session, asked.Separation.Client);
            List<PersonRow> others = [];
            PersonRows.Find(session, asked.Separation.From, others);
            if (others.Count == 0)
            {
                throw new InvalidOperationException("Whom a client is separated from leads to nobody.");
            }

            session.Changes.Everything();
            PersonId client = others.Exists(other => other.Cluster == owner.Cluster) ? Move(session, owner, asked.Separation, asked.Now) : owner.Person;
            foreach (PersonRow other in others)
            {
                session.Call(s_note).Bind(1, client).Bind(2, other.Person).Bind(3, asked.Separation.Client.Hash).Bind(4, asked.Separation.Reason)
                    .Bind(5, asked.Now).Execute();
            }

            HashSet<PersonId> concerned = [.. others.Select(static other => other.Cluster), PersonRows.ClusterOf(session, client)];
            collected.Add(asked.Evidence(PersonRows.ClusterOf(session, client), others[0].Cluster));
            return concerned;
        },
        cancellationToken);

    private static PersonRow Owner(SqliteSession session, Pseudonym client)
    {
        using SqliteCall call = session.Call(s_owner).Bind(1, client.Hash);
        return call.Read()
            ? new PersonRow(new PersonId(call.Int64(0)), new PersonId(call.Int64(1)))
            : throw new InvalidOperationException("A client without a form cannot be separated.");
    }

    private static PersonId Move(SqliteSession session, PersonRow owner, PersonSeparation separation, DateTimeOffset now)
    {
        UInt128 client = separation.Client.Hash;
        Pseudonym from = separation.From;
        PersonId moved = PersonRows.Create(session, now);
        session.Call(s_leaveClient).Bind(1, (long)separation.Client.Scheme).Bind(2, client).Bind(3, owner.Cluster).Execute();
        session.Call(s_keepNoSharing).Bind(1, owner.Cluster).Bind(2, client).Bind(3, from.Hash).Bind(4, moved).Execute();
        session.Call(s_moveClient).Bind(1, client).Bind(2, moved).Execute();
        session.Call(s_moveForms).Bind(1, client).Bind(2, owner.Person).Bind(3, moved).Execute();
        PersonRows.AddStated(session, separation.Client, moved);
        foreach (Pseudonym stated in separation.Stated)
        {
            PersonRows.AddStated(session, stated, moved);
        }

        session.Call(s_shareLearned).Bind(1, owner.Cluster).Bind(2, moved).Bind(3, (long)from.Scheme).Bind(4, from.Hash).Execute();
        session.Call(s_shareSealed).Bind(1, owner.Cluster).Bind(2, moved).Bind(3, (long)from.Scheme).Bind(4, from.Hash).Execute();
        return moved;
    }
}
