using HmisGateway.Identity;
using HmisGateway.Policy.Clients;

namespace HmisGateway.Storage.Postgres;

/// <summary>What persons can be recognised by, sealed: their client ids, what their forms state, and the ids that were learned.</summary>
internal static class IdentifierRows
{
    private static readonly PostgresSql s_read = new($"""
        WITH same AS (
          SELECT p.id AS asked, m.id FROM person AS p JOIN person AS m ON m.cluster = p.cluster WHERE p.id = ANY ($1)
        ), clients AS (
          SELECT DISTINCT s.asked, c.hash, c.agency_id, c.sealed_id FROM same AS s JOIN roi AS r ON r.person = s.id JOIN client AS c ON c.hash = r.client
        )
        SELECT asked, {(int)SealedIdentifierKind.ClientId}, agency_id, sealed_id, 0, NULL FROM clients
        UNION ALL
        SELECT s.asked, {(int)SealedIdentifierKind.FormDetails}, r.agency_id, r.sealed_details, 0, NULL FROM same AS s JOIN roi AS r ON r.person = s.id
        UNION ALL
        SELECT s.asked, {(int)SealedIdentifierKind.Learned}, l.agency_id, l.sealed_value, l.scheme, l.vendor
        FROM same AS s JOIN learned_identifier AS l ON l.person = s.id
        """);

    // The literal is what makes the partial index fit.
    private static readonly PostgresSql s_noSharing = new(
        "SELECT DISTINCT p.cluster FROM roi AS r JOIN person AS p ON p.id = r.person WHERE r.choice = 3");

    private static readonly PostgresSql s_add = new("""
        INSERT INTO learned_identifier (person, scheme, hash, agency_id, vendor, sealed_value) VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (person, scheme, hash) DO NOTHING
        """);

    /// <summary>Asks for everything by which these persons, and those linked to them, can be recognised.</summary>
    public static PostgresCall Find(IReadOnlyCollection<PersonId> persons) => s_read.Call().Bind(persons);

    /// <summary>The answer to <see cref="Find"/>.</summary>
    public static SealedIdentifier Read(PostgresRow row)
    {
        SealedIdentifierKind kind = (SealedIdentifierKind)row.Int32(1);
        bool isLearned = kind == SealedIdentifierKind.Learned;
        return new SealedIdentifier(
            new PersonId(row.Int64(0)),
            kind,
            row.Text(2),
            isLearned ? (IdentifierScheme)row.Int32(4) : default,
            isLearned ? row.Text(5) : null,
            row.Blob(3));
    }

    /// <summary>Asks for the representatives of everybody with a No Sharing on file.</summary>
    public static PostgresCall FindNoSharing() => s_noSharing.Call();

    /// <summary>Adds the learned ids that are kept sealed.</summary>
    public static void Add(PostgresSession session, LearnedReferences learned)
    {
        if (learned.Sealed.Count > 0)
        {
            session.Changes.FormsOf(learned.Person);
        }

        foreach (SealedReference kept in learned.Sealed)
        {
            session.Later(s_add.Call().Bind(learned.Person).Bind((int)kept.Reference.Scheme).Bind(kept.Reference.Hash)
                .Bind(kept.AgencyId).Bind(kept.VendorName).Bind(kept.Value));
        }
    }
}
