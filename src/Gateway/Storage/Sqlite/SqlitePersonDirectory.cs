using HmisGateway.Identity;
using HmisGateway.Ledger;
using HmisGateway.Policy.Clients;
using HmisGateway.Storage.Registry;

namespace HmisGateway.Storage.Sqlite;

/// <summary>Persons and the references that lead to them.</summary>
internal sealed class SqlitePersonDirectory(SqliteWriter writer, SqliteReaderPool readers, RegistryCache cache, TimeProvider time) : IPersonDirectory
{
    private const string LinkReason = "learned";

    public ValueTask<PersonSnapshot> LookUpAsync(IReadOnlyList<Pseudonym> pseudonyms, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (cache.TryRead(pseudonyms) is { } known)
        {
            return new(known);
        }

        // Both come before the read: what the writer changes meanwhile must not be kept as it was.
        long stamp = cache.Stamp;
        long version = cache.Version;
        PersonSnapshot read = readers.Read((pseudonyms, version), static (session, asked) => PersonLookup.Read(session, asked.pseudonyms, asked.version));
        cache.Keep(pseudonyms, read, stamp);
        return new(read);
    }

    public RegistryWatch Watch() => cache.Watch();

    public bool IsCurrent(PersonSnapshot snapshot) => cache.Version == snapshot.Version;

    public ValueTask<IReadOnlyDictionary<PersonId, PersonOnFile>> ReadAsync(IReadOnlyCollection<PersonId> persons, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(cache.TryRead(persons) ?? readers.Read(persons, static (session, asked) => PersonLookup.Read(session, asked)));
    }

    public ValueTask<IReadOnlyCollection<PersonId>> ReadNumbersAsync(IReadOnlyCollection<PersonId> persons, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(readers.Read(persons, static (session, asked) => PersonRows.ReadNumbers(session, asked)));
    }

    public ValueTask<IReadOnlyList<SealedIdentifier>> ReadIdentifiersAsync(IReadOnlyCollection<PersonId> persons, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(readers.Read(persons, static (session, asked) => IdentifierRows.Read(session, asked)));
    }

    public ValueTask<IReadOnlyList<PersonId>> ReadNoSharingAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(readers.Read(0, static (session, _) => IdentifierRows.ReadNoSharing(session)));
    }

    public async ValueTask<IReadOnlyCollection<PersonId>> LearnAsync(
        IReadOnlyList<LearnedReferences> learned, IReadOnlySet<PersonId>? mayLink, LedgerEvent evidence, CancellationToken cancellationToken) => await writer.WriteAsync(
        (Learned: learned, MayLink: mayLink, Now: time.GetUtcNow(), Evidence: evidence),
        static (session, added, collected) =>
        {
            if (added.MayLink is { } mayLink)
            {
                HashSet<PersonId> linked = LinkedBy(session, added.Learned);
                if (!linked.IsSubsetOf(mayLink))
                {
                    return linked;
                }
            }

            foreach (LearnedReferences references in added.Learned)
            {
                Learn(session, references, added.Now);
                IdentifierRows.Add(session, references);
            }

            collected.Add(added.Evidence);
            return (HashSet<PersonId>)[];
        },
        cancellationToken);

    /// <summary>Everybody who becomes one with somebody else, or is protected under another identifier from now on, by what is in the database at this moment.</summary>
    private static HashSet<PersonId> LinkedBy(SqliteSession session, IReadOnlyList<LearnedReferences> learned)
    {
        HashSet<PersonId> linked = [];
        Dictionary<Pseudonym, PersonId> taught = [];
        List<PersonRow> found = [];
        foreach (LearnedReferences references in learned)
        {
            PersonId cluster = PersonRows.ClusterOf(session, references.Person);
            if (references.Sealed.Count > 0 && PersonRows.HasNoSharing(session, cluster))
            {
                linked.Add(cluster);
            }

            foreach (Pseudonym pseudonym in references.Pseudonyms.Where(static pseudonym => pseudonym.Scheme.NamesOnePerson()))
            {
                found.Clear();
                PersonRows.Find(session, pseudonym, found);
                if (!taught.TryAdd(pseudonym, cluster))
                {
                    found.Add(new PersonRow(taught[pseudonym], taught[pseudonym]));
                }

                foreach (PersonRow row in found.Where(row => row.Cluster != cluster && !PersonRows.AreSeparated(session, cluster, row.Cluster)))
                {
                    linked.Add(cluster);
                    linked.Add(row.Cluster);
                }
            }
        }

        return linked;
    }

    private static void Learn(SqliteSession session, LearnedReferences learned, DateTimeOffset now)
    {
        PersonId cluster = PersonRows.ClusterOf(session, learned.Person);
        List<PersonRow> found = [];
        foreach (Pseudonym pseudonym in learned.Pseudonyms)
        {
            if (pseudonym.Scheme.NamesOnePerson())
            {
                found.Clear();
                PersonRows.Find(session, pseudonym, found);
                foreach (PersonRow row in found)
                {
                    // Read again: a link just made may have moved the row's cluster.
                    cluster = PersonRows.Link(session, cluster, PersonRows.ClusterOf(session, row.Person), LinkReason, now);
                }
            }

            PersonRows.AddLearned(session, pseudonym, learned.Person);
        }
    }
}
