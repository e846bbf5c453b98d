using System.Buffers.Binary;
using System.Security.Cryptography;
using HmisGateway.Identity;
using HmisGateway.Policy.Clients;

namespace HmisGateway.Storage.Postgres;

/// <summary>Persons, references and links, as the writer changes them.</summary>
internal static class PersonRows
{
    private const int MaxAtOnce = 5_000;

    private static readonly PostgresSql s_find = new("""
        SELECT r.person, p.cluster FROM reference AS r JOIN person AS p ON p.id = r.person
        WHERE r.scheme = $1 AND r.hash = $2 ORDER BY r.person
        """);

    private static readonly PostgresSql s_cluster = new("SELECT cluster FROM person WHERE id = $1");
    private static readonly PostgresSql s_create = new("INSERT INTO person (id, cluster, created_at) VALUES ($1, $1, $2)", tellsChanges: true);
    private static readonly PostgresSql s_join = new("UPDATE person SET cluster = $2 WHERE cluster = $1", tellsChanges: true);
    private static readonly PostgresSql s_link = new("INSERT INTO person_link (kept, joined, reason, linked_at) VALUES ($1, $2, $3, $4)");

    private static readonly PostgresSql s_separated = new("""
        SELECT 1::bigint FROM person_separation AS s JOIN person AS a ON a.id = s.one JOIN person AS b ON b.id = s.other
        WHERE (a.cluster = $1 AND b.cluster = $2) OR (a.cluster = $2 AND b.cluster = $1) LIMIT 1
        """);

    // In the order of the table's key: many at once touch each page of it once instead of at random.
    private static readonly PostgresSql s_state = new("""
        INSERT INTO reference AS r (scheme, hash, person, learned)
        SELECT DISTINCT a.scheme, a.hash, a.person, false FROM unnest($1, $2, $3) AS a (scheme, hash, person) ORDER BY 1, 2, 3
        ON CONFLICT (scheme, hash, person) DO UPDATE SET learned = false WHERE r.learned
        """, tellsChanges: true);

    private static readonly PostgresSql s_findKnown = new("""
        SELECT a.scheme, a.hash FROM unnest($1, $2) AS a (scheme, hash)
        WHERE EXISTS (SELECT 1 FROM reference AS r WHERE r.scheme = a.scheme AND r.hash = a.hash)
        """);

    private static readonly PostgresSql s_learn = new("""
        INSERT INTO reference (scheme, hash, person, learned) VALUES ($1, $2, $3, true) ON CONFLICT (scheme, hash, person) DO NOTHING
        """, tellsChanges: true);

    private static readonly PostgresSql s_noSharing = new("""
        SELECT 1::bigint FROM person AS p JOIN roi AS r ON r.person = p.id WHERE p.cluster = $1 AND r.choice = 3 LIMIT 1
        """);

    private static readonly PostgresSql s_numbers = new("""
        WITH same AS (SELECT m.id FROM person AS p JOIN person AS m ON m.cluster = p.cluster WHERE p.id = ANY ($1))
        SELECT id FROM same
        UNION SELECT s.one FROM person_separation AS s WHERE s.other IN (SELECT id FROM same)
        UNION SELECT s.other FROM person_separation AS s WHERE s.one IN (SELECT id FROM same)
        """);

    /// <summary>Asks for the numbers under which a forward may know these persons.</summary>
    public static PostgresCall FindNumbers(IReadOnlyCollection<PersonId> persons) => s_numbers.Call().Bind(persons);

    /// <summary>True when a cluster has a No Sharing on file.</summary>
    public static bool HasNoSharing(PostgresSession session, PersonId cluster) => session.Int64(s_noSharing.Call().Bind(cluster)) is not null;

    /// <summary>Everybody whom <paramref name="pseudonym"/> leads to.</summary>
    public static List<PersonRow> Find(PostgresSession session, Pseudonym pseudonym) =>
        session.List(s_find.Call().Bind((int)pseudonym.Scheme).Bind(pseudonym.Hash), PersonRow.Read);

    /// <summary>The representative of a person's cluster.</summary>
    /// <exception cref="InvalidOperationException">There is no such person.</exception>
    public static PersonId ClusterOf(PostgresSession session, PersonId person) =>
        session.Int64(s_cluster.Call().Bind(person)) is { } cluster
            ? new PersonId(cluster)
            : throw new InvalidOperationException("A reference was learned for a person that does not exist.");

    /// <summary>Creates a person with a random id.</summary>
    public static PersonId Create(PostgresSession session, DateTimeOffset now)
    {
        PersonId person = new(RandomId());
        session.Changes.FormsOf(person);
        session.Later(s_create.Call().Bind(person).Bind(now));
        return person;
    }

    /// <summary>True when a person with a reason took two clusters apart, or somebody in them.</summary>
    public static bool AreSeparated(PostgresSession session, PersonId one, PersonId other) =>
        session.Int64(s_separated.Call().Bind(one).Bind(other)) is not null;

    /// <summary>Makes two clusters one, unless they were taken apart. The smaller id represents both, so that the order of links does not matter.</summary>
    /// <returns>The representative of <paramref name="one"/>.</returns>
    public static PersonId Link(PostgresSession session, PersonId one, PersonId other, string reason, DateTimeOffset now)
    {
        if (one == other || AreSeparated(session, one, other))
        {
            return one;
        }

        // Every reference to the joined cluster leads to the kept one now.
        (PersonId kept, PersonId joined) = one.Value < other.Value ? (one, other) : (other, one);
        session.Changes.Links();
        session.Changes.FormsOf(kept);
        session.Changes.FormsOf(joined);
        session.Later(s_join.Call().Bind(joined).Bind(kept));
        session.Later(s_link.Call().Bind(kept).Bind(joined).Bind(reason).Bind(now));
        return kept;
    }

    /// <summary>Adds a reference that a form states; one that was only learned so far counts as stated from now on.</summary>
    public static void AddStated(PostgresSession session, Pseudonym pseudonym, PersonId person) => AddStated(session, [(pseudonym, person)]);

    /// <summary>Adds references that forms state.</summary>
    public static void AddStated(PostgresSession session, IReadOnlyCollection<(Pseudonym Reference, PersonId Person)> stated)
    {
        foreach ((Pseudonym Reference, PersonId Person)[] chunk in stated.Chunk(MaxAtOnce))
        {
            foreach ((Pseudonym reference, _) in chunk)
            {
                session.Changes.Reference(reference);
            }

            session.Later(s_state.Call().Bind(chunk.Select(static one => (int)one.Reference.Scheme)).Bind(chunk.Select(static one => one.Reference.Hash))
                .Bind(chunk.Select(static one => one.Person)));
        }
    }

    /// <summary>Those of the references that lead to somebody.</summary>
    public static HashSet<Pseudonym> FindKnown(PostgresSession session, IEnumerable<Pseudonym> references)
    {
        HashSet<Pseudonym> known = [];
        foreach (Pseudonym[] chunk in references.Distinct().Chunk(MaxAtOnce))
        {
            known.UnionWith(session.List(
                s_findKnown.Call().Bind(chunk.Select(static one => (int)one.Scheme)).Bind(chunk.Select(static one => one.Hash)),
                static row => new Pseudonym((IdentifierScheme)row.Int32(0), row.Hash(1))));
        }

        return known;
    }

    /// <summary>Adds a reference that was learned from a record or an answer.</summary>
    public static void AddLearned(PostgresSession session, Pseudonym pseudonym, PersonId person)
    {
        session.Changes.Reference(pseudonym);
        session.Later(s_learn.Call().Bind((int)pseudonym.Scheme).Bind(pseudonym.Hash).Bind(person));
    }

    /// <summary>Adds learned references none of which can link persons.</summary>
    public static void AddLearned(PostgresSession session, IReadOnlyList<LearnedReferences> learned)
    {
        foreach (LearnedReferences references in learned)
        {
            foreach (Pseudonym pseudonym in references.Pseudonyms)
            {
                AddLearned(session, pseudonym, references.Person);
            }
        }
    }

    private static long RandomId()
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        long id;
        do
        {
            RandomNumberGenerator.Fill(bytes);
            id = BinaryPrimitives.ReadInt64LittleEndian(bytes) & long.MaxValue;
        }
        while (id == 0);
        return id;
    }
}
