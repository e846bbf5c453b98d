using System.Buffers.Binary;
using System.Security.Cryptography;
using HmisGateway.Identity;
using HmisGateway.Policy.Clients;

namespace HmisGateway.Storage.Sqlite;

/// <summary>Persons, references and links, as the writer changes them.</summary>
internal static class PersonRows
{
    private static readonly SqlText s_find = new("""
        SELECT r.person, p.cluster FROM reference AS r CROSS JOIN person AS p ON p.id = r.person
        WHERE r.scheme = ?1 AND r.hash = ?2 ORDER BY r.person
        """);

    private static readonly SqlText s_cluster = new("SELECT cluster FROM person WHERE id = ?1");
    private static readonly SqlText s_create = new("INSERT INTO person (id, cluster, created_at) VALUES (?1, ?1, ?2)", tellsChanges: true);
    private static readonly SqlText s_join = new("UPDATE person SET cluster = ?2 WHERE id = ?1 OR (cluster = ?1 AND cluster <> id)", tellsChanges: true);
    private static readonly SqlText s_link = new("INSERT INTO person_link (kept, joined, reason, linked_at) VALUES (?1, ?2, ?3, ?4)");

    private static readonly SqlText s_separated = new("""
        SELECT 1 FROM person_separation AS s CROSS JOIN person AS a ON a.id = s.one CROSS JOIN person AS b ON b.id = s.other
        WHERE (a.cluster = ?1 AND b.cluster = ?2) OR (a.cluster = ?2 AND b.cluster = ?1) LIMIT 1
        """);

    private static readonly SqlText s_state = new("""
        INSERT INTO reference (scheme, hash, person, learned) VALUES (?1, ?2, ?3, 0)
        ON CONFLICT (scheme, hash, person) DO UPDATE SET learned = 0 WHERE learned <> 0
        """, tellsChanges: true);

    private static readonly SqlText s_learn = new("""
        INSERT INTO reference (scheme, hash, person, learned) VALUES (?1, ?2, ?3, 1) ON CONFLICT (scheme, hash, person) DO NOTHING
        """, tellsChanges: true);

    private static readonly SqlText s_noSharing = new("""
        WITH same (id) AS (SELECT ?1 UNION ALL SELECT p.id FROM person AS p WHERE p.cluster = ?1 AND p.cluster <> p.id)
        SELECT 1 FROM same CROSS JOIN roi AS r ON r.person = same.id WHERE r.choice = 3 LIMIT 1
        """);

    private static readonly SqlText s_numbers = new("""
        WITH same (id) AS (
          SELECT cluster FROM person WHERE id = ?1
          UNION ALL
          SELECT p.id FROM person AS p WHERE p.cluster = (SELECT cluster FROM person WHERE id = ?1) AND p.cluster <> p.id
        )
        SELECT id FROM same
        UNION SELECT one FROM person_separation WHERE other IN (SELECT id FROM same)
        UNION SELECT other FROM person_separation WHERE one IN (SELECT id FROM same)
        """);

    /// <summary>The numbers under which a forward may know these persons.</summary>
    public static IReadOnlyCollection<PersonId> ReadNumbers(SqliteSession session, IReadOnlyCollection<PersonId> persons)
    {
        HashSet<PersonId> numbers = new(persons.Count);
        foreach (PersonId person in persons)
        {
            using SqliteCall call = session.Call(s_numbers).Bind(1, person);
            while (call.Read())
            {
                numbers.Add(new PersonId(call.Int64(0)));
            }
        }

        return numbers;
    }

    /// <summary>True when a cluster has a No Sharing on file.</summary>
    public static bool HasNoSharing(SqliteSession session, PersonId cluster)
    {
        using SqliteCall call = session.Call(s_noSharing).Bind(1, cluster);
        return call.Read();
    }

    /// <summary>Adds everybody whom <paramref name="pseudonym"/> leads to.</summary>
    public static void Find(SqliteSession session, Pseudonym pseudonym, List<PersonRow> found)
    {
        using SqliteCall call = session.Call(s_find).Bind(1, (long)pseudonym.Scheme).Bind(2, pseudonym.Hash);
        while (call.Read())
        {
            found.Add(new PersonRow(new PersonId(call.Int64(0)), new PersonId(call.Int64(1))));
        }
    }

    /// <summary>The representative of a person's cluster.</summary>
    /// <exception cref="InvalidOperationException">There is no such person.</exception>
    public static PersonId ClusterOf(SqliteSession session, PersonId person)
    {
        using SqliteCall call = session.Call(s_cluster).Bind(1, person);
        return call.Read() ? new PersonId(call.Int64(0)) : throw new InvalidOperationException("A reference was learned for a person that does not exist.");
    }

    /// <summary>Creates a person with a random id.</summary>
    public static PersonId Create(SqliteSession session, DateTimeOffset now)
    {
        PersonId person = new(RandomId());
        session.Changes.FormsOf(person);
        session.Call(s_create).Bind(1, person).Bind(2, now).Execute();
        return person;
    }

    /// <summary>True when a person with a reason took two clusters apart, or somebody in them.</summary>
    public static bool AreSeparated(SqliteSession session, PersonId one, PersonId other)
    {
        using SqliteCall call = session.Call(s_separated).Bind(1, one).Bind(2, other);
        return call.Read();
    }

    /// <summary>Makes two clusters one, unless they were taken apart. The smaller id represents both, so that the order of links does not matter.</summary>
    /// <returns>The representative of <paramref name="one"/>.</returns>
    public static PersonId Link(SqliteSession session, PersonId one, PersonId other, string reason, DateTimeOffset now)
    {
        if (one == other || AreSeparated(session, one, other))
        {
            return one;
        }

        // Every reference to the joined cluster leads to the kept one now.
        session.Changes.Everything();
        (PersonId kept, PersonId joined) = one.Value < other.Value ? (one, other) : (other, one);
        session.Call(s_join).Bind(1, joined).Bind(2, kept).Execute();
        session.Call(s_link).Bind(1, kept).Bind(2, joined).Bind(3, reason).Bind(4, now).Execute();
        return kept;
    }

    /// <summary>Adds a reference that a form states; one that was only learned so far counts as stated from now on.</summary>
    public static void AddStated(SqliteSession session, Pseudonym pseudonym, PersonId person) => Add(session, s_state, pseudonym, person);

    /// <summary>Adds a reference that was learned from a record or an answer.</summary>
    public static void AddLearned(SqliteSession session, Pseudonym pseudonym, PersonId person) => Add(session, s_learn, pseudonym, person);

    /// <summary>Adds learned references none of which can link persons.</summary>
    public static void AddLearned(SqliteSession session, IReadOnlyList<LearnedReferences> learned)
    {
        foreach (LearnedReferences references in learned)
        {
            foreach (Pseudonym pseudonym in references.Pseudonyms)
            {
                AddLearned(session, pseudonym, references.Person);
            }
        }
    }

    private static void Add(SqliteSession session, SqlText sql, Pseudonym pseudonym, PersonId person)
    {
        session.Changes.Reference(pseudonym);
        session.Call(sql).Bind(1, (long)pseudonym.Scheme).Bind(2, pseudonym.Hash).Bind(3, person).Execute();
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
