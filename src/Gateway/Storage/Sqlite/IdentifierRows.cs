using HmisGateway.Identity;
using HmisGateway.Policy.Clients;

namespace HmisGateway.Storage.Sqlite;

/// <summary>What persons can be recognised by, sealed: their client ids, what their forms state, and the ids that were learned.</summary>
internal static class IdentifierRows
{
    private const string Same = """
        WITH same (id) AS (
          SELECT cluster FROM person WHERE id = ?1
          UNION ALL
          SELECT p.id FROM person AS p WHERE p.cluster = (SELECT cluster FROM person WHERE id = ?1) AND p.cluster <> p.id
        )
        """;

    private static readonly SqlText s_clientIds = new($"""
        {Same} SELECT DISTINCT c.agency_id, c.sealed_id FROM same CROSS JOIN roi AS r ON r.person = same.id CROSS JOIN client AS c ON c.hash = r.client
        """);

    private static readonly SqlText s_details = new($"{Same} SELECT r.agency_id, r.sealed_details FROM same CROSS JOIN roi AS r ON r.person = same.id");

    private static readonly SqlText s_learned = new($"""
        {Same} SELECT l.agency_id, l.sealed_value, l.scheme, l.vendor FROM same CROSS JOIN learned_identifier AS l ON l.person = same.id
        """);

    // The literal is what makes the partial index fit.
    private static readonly SqlText s_noSharing = new("""
        SELECT DISTINCT p.cluster FROM roi AS r INDEXED BY roi_no_sharing CROSS JOIN person AS p ON p.id = r.person WHERE r.choice = 3
        """);

    private static readonly SqlText s_add = new("""
        INSERT INTO learned_identifier (person, scheme, hash, agency_id, vendor, sealed_value) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
        ON CONFLICT (person, scheme, hash) DO NOTHING
        """);

    /// <summary>Reads everything by which these persons, and those linked to them, can be recognised.</summary>
    public static IReadOnlyList<SealedIdentifier> Read(SqliteSession session, IReadOnlyCollection<PersonId> persons)
    {
        List<SealedIdentifier> identifiers = [];
        foreach (PersonId person in persons)
        {
            Read(session.Call(s_clientIds).Bind(1, person), person, SealedIdentifierKind.ClientId, identifiers);
            Read(session.Call(s_details).Bind(1, person), person, SealedIdentifierKind.FormDetails, identifiers);
            Read(session.Call(s_learned).Bind(1, person), person, SealedIdentifierKind.Learned, identifiers);
        }

        return identifiers;
    }

    /// <summary>The representatives of everybody with a No Sharing on file.</summary>
    public static IReadOnlyList<PersonId> ReadNoSharing(SqliteSession session)
    {
        List<PersonId> persons = [];
        using SqliteCall call = session.Call(s_noSharing);
        while (call.Read())
        {
            persons.Add(new PersonId(call.Int64(0)));
        }

        return persons;
    }

    /// <summary>Adds the learned ids that are kept sealed.</summary>
    public static void Add(SqliteSession session, LearnedReferences learned)
    {
        foreach (SealedReference kept in learned.Sealed)
        {
            session.Call(s_add).Bind(1, learned.Person).Bind(2, (long)kept.Reference.Scheme).Bind(3, kept.Reference.Hash)
                .Bind(4, kept.AgencyId).Bind(5, kept.VendorName).Bind(6, kept.Value.AsSpan()).Execute();
        }
    }

    private static void Read(SqliteCall call, PersonId person, SealedIdentifierKind kind, List<SealedIdentifier> identifiers)
    {
        using (call)
        {
            while (call.Read())
            {
                bool isLearned = kind == SealedIdentifierKind.Learned;
                identifiers.Add(new SealedIdentifier(
                    person,
                    kind,
                    call.RepeatedText(0),
                    isLearned ? (IdentifierScheme)call.Int32(2) : default,
                    isLearned ? call.RepeatedText(3) : null,
                    call.Blob(1).ToArray()));
            }
        }
    }
}
