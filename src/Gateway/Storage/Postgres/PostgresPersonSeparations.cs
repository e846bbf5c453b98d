using HmisGateway.Identity;
using HmisGateway.Ledger;
using HmisGateway.Policy.Clients;

namespace HmisGateway.Storage.Postgres;

/// <summary>Takes persons apart: the client, its forms and its own id move to a new person; what may be of either leads to both.</summary>
internal sealed class PostgresPersonSeparations(PostgresWriter writer, PostgresReaders readers, TimeProvider time) : IPersonSeparations
{
    private static readonly PostgresSql s_details = new("""
        SELECT r.sealed_details FROM client AS c JOIN roi AS r ON r.person = c.person AND r.client = c.hash WHERE c.hash = $1 AND c.agency_id = $2
        """);

    private static readonly PostgresSql s_owner = new("SELECT c.person, p.cluster FROM client AS c JOIN person AS p ON p.id = c.person WHERE c.hash = $1");
    private static readonly PostgresSql s_moveClient = new("UPDATE client SET person = $2 WHERE hash = $1");
    private static readonly PostgresSql s_moveForms = new("UPDATE roi SET person = $3 WHERE person = $2 AND client = $1");

    // A No Sharing of anybody else stays with both, until the client's own documents lift it.
    private static readonly PostgresSql s_keepNoSharing = new("""
        INSERT INTO roi (client, version, agency_id, choice, signed_from, signed_to, signed_on, ends_on, signer, source, has_document,
                         superseded, recorded_at, has_identity, name_hash, birth_hash, ssn_hash, sealed_details, person, client_age)
        SELECT r.client, r.version, r.agency_id, r.choice, r.signed_from, r.signed_to, r.signed_on, r.ends_on, r.signer, r.source, r.has_document,
               r.superseded, r.recorded_at, r.has_identity, r.name_hash, r.birth_hash, r.ssn_hash, r.sealed_details, $4, r.client_age
        FROM person AS p JOIN roi AS r ON r.person = p.id
        WHERE p.cluster = $1 AND r.choice = 3 AND NOT r.superseded AND r.client <> $2 AND r.client <> $3
        ON CONFLICT (person, client, version) DO NOTHING
        """);

    private static readonly PostgresSql s_leaveClient = new("""
        DELETE FROM reference WHERE scheme = $1 AND hash = $2 AND person IN (SELECT id FROM person WHERE cluster = $3)
        """);

    private static readonly PostgresSql s_shareLearned = new("""
        INSERT INTO reference (scheme, hash, person, learned)
        SELECT r.scheme, r.hash, $2, true FROM reference AS r JOIN person AS p ON p.id = r.person
        WHERE p.cluster = $1 AND r.learned AND NOT (r.scheme = $3 AND r.hash = $4)
        ON CONFLICT (scheme, hash, person) DO NOTHING
        """);

    private static readonly PostgresSql s_shareSealed = new("""
        INSERT INTO learned_identifier (person, scheme, hash, agency_id, vendor, sealed_value)
        SELECT $2, l.scheme, l.hash, l.agency_id, l.vendor, l.sealed_value FROM person AS p JOIN learned_identifier AS l ON l.person = p.id
        WHERE p.cluster = $1 AND NOT (l.scheme = $3 AND l.hash = $4)
        ON CONFLICT (person, scheme, hash) DO NOTHING
        """);

    private static readonly PostgresSql s_note = new("""
        INSERT INTO person_separation (one, other, client, reason, separated_at) VALUES ($1, $2, $3, $4, $5)
        """);

    public async ValueTask<IReadOnlyList<byte[]>> ReadDetailsAsync(string agencyId, Pseudonym client, CancellationToken cancellationToken) =>
        await readers.ListAsync(s_details.Call().Bind(client.Hash).Bind(agencyId), static row => row.Blob(0), cancellationToken);

    public async ValueTask<IReadOnlyCollection<PersonId>> SeparateAsync(
        PersonSeparation separation, Func<PersonId, PersonId, LedgerEvent> evidence, CancellationToken cancellationToken) => await writer.WriteAsync(
        (Separation: separation, Evidence: evidence, Now: time.GetUtcNow()),
        static (session, asked, collected) =>
        {
            PersonRow owner = Owner(session, asked.Separation.Client);
            List<PersonRow> others = PersonRows.Find(session, asked.Separation.From);
            if (others.Count == 0)
            {
                throw new InvalidOperationException("Whom a client is separated from leads to nobody.");
            }

            session.Changes.Everything();
            PersonId client = others.Exists(other => other.Cluster == owner.Cluster) ? Move(session, owner, asked.Separation, asked.Now) : owner.Person;
            foreach (PersonRow other in others)
            {
                session.Later(s_note.Call().Bind(client).Bind(other.Person).Bind(asked.Separation.Client.Hash).Bind(asked.Separation.Reason)
                    .Bind(asked.Now));
            }

            HashSet<PersonId> concerned = [.. others.Select(static other => other.Cluster), PersonRows.ClusterOf(session, client)];
            collected.Add(asked.Evidence(PersonRows.ClusterOf(session, client), others[0].Cluster));
            return concerned;
        },
        cancellationToken);

    private static PersonRow Owner(PostgresSession session, Pseudonym client) =>
        session.List(s_owner.Call().Bind(client.Hash), PersonRow.Read) is [PersonRow owner, ..]
            ? owner
            : throw new InvalidOperationException("A client without a form cannot be separated.");

    private static PersonId Move(PostgresSession session, PersonRow owner, PersonSeparation separation, DateTimeOffset now)
    {
        UInt128 client = separation.Client.Hash;
        Pseudonym from = separation.From;
        PersonId moved = PersonRows.Create(session, now);
        session.Later(s_leaveClient.Call().Bind((int)separation.Client.Scheme).Bind(client).Bind(owner.Cluster));
        session.Later(s_keepNoSharing.Call().Bind(owner.Cluster).Bind(client).Bind(from.Hash).Bind(moved));
        session.Later(s_moveClient.Call().Bind(client).Bind(moved));
        session.Later(s_moveForms.Call().Bind(client).Bind(owner.Person).Bind(moved));
        PersonRows.AddStated(session, separation.Client, moved);
        foreach (Pseudonym stated in separation.Stated)
        {
            PersonRows.AddStated(session, stated, moved);
        }

        session.Later(s_shareLearned.Call().Bind(owner.Cluster).Bind(moved).Bind((int)from.Scheme).Bind(from.Hash));
        session.Later(s_shareSealed.Call().Bind(owner.Cluster).Bind(moved).Bind((int)from.Scheme).Bind(from.Hash));
        return moved;
    }
}
