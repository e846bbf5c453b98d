using HmisGateway.Identity;
using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Consent;

namespace HmisGateway.Storage.Postgres;

/// <summary>The lookup of the hot path: one query, so one round trip and one moment of the database.</summary>
internal static class PersonLookup
{
    // Whom each place leads to, and the forms of everybody in the cluster; a cluster without forms is one row of nulls.
    private static readonly PostgresSql s_find = new($"""
        WITH found AS (
          SELECT a.place, p.cluster, bool_and(f.learned) AS learned
          FROM unnest($1, $2) WITH ORDINALITY AS a (scheme, hash, place)
          JOIN reference AS f ON f.scheme = a.scheme AND f.hash = a.hash JOIN person AS p ON p.id = f.person
          GROUP BY a.place, p.cluster
        )
        SELECT found.place, found.cluster, found.learned, {RoiColumns.List}
        FROM found LEFT JOIN (person AS m JOIN roi AS r ON r.person = m.id) ON m.cluster = found.cluster
        ORDER BY found.place, found.cluster
        """);

    private static readonly PostgresSql s_onFile = new($"""
        SELECT p.id, p.cluster, false, {RoiColumns.List}
        FROM person AS p LEFT JOIN (person AS m JOIN roi AS r ON r.person = m.id) ON m.cluster = p.cluster
        WHERE p.id = ANY ($1) ORDER BY p.id
        """);

    /// <summary>Reads who the pseudonyms lead to and what is on file for them.</summary>
    /// <param name="readers">Sessions that read.</param>
    /// <param name="pseudonyms">What is looked up.</param>
    /// <param name="version">The version of the registry from before the query.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    public static async ValueTask<PersonSnapshot> ReadAsync(
        PostgresReaders readers, IReadOnlyList<Pseudonym> pseudonyms, long version, CancellationToken cancellationToken)
    {
        List<LookupRow> rows = await readers.ListAsync(
            s_find.Call().Bind(pseudonyms.Select(static asked => (int)asked.Scheme)).Bind(pseudonyms.Select(static asked => asked.Hash)),
            LookupRow.Read,
            cancellationToken);
        Dictionary<Pseudonym, IReadOnlyList<PersonId>> persons = new(pseudonyms.Count);
        HashSet<Pseudonym> stated = [];
        foreach (LookupRow row in rows)
        {
            // Places count from 1.
            Pseudonym pseudonym = pseudonyms[(int)row.Asked - 1];
            if (!persons.TryGetValue(pseudonym, out IReadOnlyList<PersonId>? found))
            {
                persons.Add(pseudonym, [row.Cluster]);
            }
            else if (!found.Contains(row.Cluster))
            {
                persons[pseudonym] = [.. found, row.Cluster];
            }

            if (!row.IsLearned)
            {
                stated.Add(pseudonym);
            }
        }

        (Dictionary<PersonId, ConsentHistory> histories, Dictionary<PersonId, IReadOnlyList<IdentityOnFile>> identities) = Collect(rows);
        return PersonSnapshot.Create(persons, histories, identities, persons.Keys.Where(found => !stated.Contains(found)).ToHashSet(), version);
    }

    /// <summary>Reads what is on file for these persons and those linked to them.</summary>
    /// <exception cref="InvalidOperationException">There is no such person.</exception>
    public static async ValueTask<IReadOnlyDictionary<PersonId, PersonOnFile>> ReadAsync(
        PostgresReaders readers, IReadOnlyCollection<PersonId> asked, CancellationToken cancellationToken)
    {
        List<LookupRow> rows = await readers.ListAsync(s_onFile.Call().Bind(asked), LookupRow.Read, cancellationToken);
        (Dictionary<PersonId, ConsentHistory> histories, Dictionary<PersonId, IReadOnlyList<IdentityOnFile>> identities) = Collect(rows);
        Dictionary<PersonId, PersonId> clusters = [];
        foreach (LookupRow row in rows)
        {
            clusters[new PersonId(row.Asked)] = row.Cluster;
        }

        Dictionary<PersonId, PersonOnFile> onFile = new(asked.Count);
        foreach (PersonId person in asked)
        {
            if (!clusters.TryGetValue(person, out PersonId representative))
            {
                throw new InvalidOperationException("A person that does not exist was asked for.");
            }

            onFile[person] = new PersonOnFile(representative, histories[representative], identities.GetValueOrDefault(representative) ?? []);
        }

        return onFile;
    }

    /// <summary>The forms of each cluster, which come again with each asked that leads to it.</summary>
    private static (Dictionary<PersonId, ConsentHistory> Histories, Dictionary<PersonId, IReadOnlyList<IdentityOnFile>> Identities) Collect(List<LookupRow> rows)
    {
        Dictionary<PersonId, ConsentHistory> histories = [];
        Dictionary<PersonId, IReadOnlyList<IdentityOnFile>> identities = [];
        foreach (IGrouping<(PersonId Cluster, long Asked), LookupRow> cluster in rows.GroupBy(static row => (row.Cluster, row.Asked)))
        {
            if (histories.ContainsKey(cluster.Key.Cluster))
            {
                continue;
            }

            List<ReleaseOfInformation> forms = [.. cluster.Select(static row => row.Form).OfType<ReleaseOfInformation>()];
            histories.Add(cluster.Key.Cluster, forms.Count == 0 ? ConsentHistory.Empty : new ConsentHistory(forms));
            if (cluster.Select(static row => row.Identity).OfType<IdentityOnFile>().ToList() is { Count: > 0 } onFile)
            {
                identities.Add(cluster.Key.Cluster, onFile);
            }
        }

        return (histories, identities);
    }
}
