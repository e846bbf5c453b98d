using HmisGateway.Identity;
using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Consent;

namespace HmisGateway.Storage.Sqlite;

/// <summary>The lookup of the hot path: a few primary-key reads in the reader's transaction.</summary>
internal static class PersonLookup
{
    private static readonly SqlText s_find = new("""
        SELECT p.cluster, r.learned FROM reference AS r CROSS JOIN person AS p ON p.id = r.person WHERE r.scheme = ?1 AND r.hash = ?2
        """);

    // The representative's forms, then those of the persons linked to it. CROSS JOIN keeps the order of the tables.
    private static readonly SqlText s_forms = new($"""
        SELECT {RoiColumns.List} FROM roi AS r WHERE r.person = ?1
        UNION ALL
        SELECT {RoiColumns.List} FROM person AS p CROSS JOIN roi AS r ON r.person = p.id WHERE p.cluster = ?1 AND p.cluster <> p.id
        """);

    // No person has this id.
    private static readonly PersonId s_nobody = new(0);

    /// <summary>Reads who the pseudonyms lead to and what is on file for them.</summary>
    /// <param name="session">A session in a transaction.</param>
    /// <param name="pseudonyms">What is looked up.</param>
    /// <param name="version">The version of the registry from before the transaction.</param>
    public static PersonSnapshot Read(SqliteSession session, IReadOnlyList<Pseudonym> pseudonyms, long version)
    {
        Dictionary<Pseudonym, IReadOnlyList<PersonId>> persons = new(pseudonyms.Count);
        Dictionary<PersonId, ConsentHistory> histories = [];
        Dictionary<PersonId, IReadOnlyList<IdentityOnFile>> identities = [];
        HashSet<Pseudonym>? learnedOnly = null;
        for (int i = 0; i < pseudonyms.Count; i++)
        {
            Pseudonym pseudonym = pseudonyms[i];
            if (persons.ContainsKey(pseudonym) || Find(session, pseudonym, out bool isLearnedOnly) is not { } found)
            {
                continue;
            }

            persons.Add(pseudonym, found);
            if (isLearnedOnly)
            {
                (learnedOnly ??= []).Add(pseudonym);
            }

            foreach (PersonId person in found)
            {
                if (!histories.ContainsKey(person))
                {
                    ReadForms(session, person, histories, identities);
                }
            }
        }

        if (persons.Count == 0)
        {
            // Whoever is told the same for a stranger and for somebody whom only others know must not see a difference in time.
            ReadForms(session, s_nobody, [], []);
        }

        return PersonSnapshot.Create(persons, histories, identities, learnedOnly, version);
    }

    /// <summary>Reads what is on file for these persons and those linked to them.</summary>
    public static IReadOnlyDictionary<PersonId, PersonOnFile> Read(SqliteSession session, IReadOnlyCollection<PersonId> asked)
    {
        Dictionary<PersonId, PersonOnFile> onFile = new(asked.Count);
        Dictionary<PersonId, ConsentHistory> histories = [];
        Dictionary<PersonId, IReadOnlyList<IdentityOnFile>> identities = [];
        foreach (PersonId person in asked)
        {
            PersonId representative = PersonRows.ClusterOf(session, person);
            if (!histories.ContainsKey(representative))
            {
                ReadForms(session, representative, histories, identities);
            }

            onFile[person] = new PersonOnFile(representative, histories[representative], identities.GetValueOrDefault(representative) ?? []);
        }

        return onFile;
    }

    private static PersonId[]? Find(SqliteSession session, Pseudonym pseudonym, out bool isLearnedOnly)
    {
        PersonId[]? found = null;
        isLearnedOnly = true;
        using SqliteCall call = session.Call(s_find).Bind(1, (long)pseudonym.Scheme).Bind(2, pseudonym.Hash);
        while (call.Read())
        {
            PersonId person = new(call.Int64(0));
            isLearnedOnly &= call.Boolean(1);
            if (found is null)
            {
                found = [person];
            }
            else if (!found.Contains(person))
            {
                found = [.. found, person];
            }
        }

        return found;
    }

    private static void ReadForms(
        SqliteSession session,
        PersonId person,
        Dictionary<PersonId, ConsentHistory> histories,
        Dictionary<PersonId, IReadOnlyList<IdentityOnFile>> identities)
    {
        List<ReleaseOfInformation> forms = [];
        List<IdentityOnFile>? onFile = null;
        using SqliteCall call = session.Call(s_forms).Bind(1, person);
        while (call.Read())
        {
            forms.Add(RoiColumns.ReadForm(call));
            if (RoiColumns.ReadIdentity(call) is { } identity)
            {
                (onFile ??= []).Add(identity);
            }
        }

        histories.Add(person, forms.Count == 0 ? ConsentHistory.Empty : new ConsentHistory(forms));
        if (onFile is not null)
        {
            identities.Add(person, onFile);
        }
    }
}
