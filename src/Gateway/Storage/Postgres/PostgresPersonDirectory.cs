using HmisGateway.Identity;
using HmisGateway.Ledger;
using HmisGateway.Policy.Clients;
using HmisGateway.Storage.Registry;

namespace HmisGateway.Storage.Postgres;

/// <summary>Persons and the references that lead to them.</summary>
internal sealed class PostgresPersonDirectory(PostgresWriter writer, PostgresReaders readers, RegistryCache cache, PostgresFeed feed, TimeProvider time) : IPersonDirectory
{
    private const string LinkReason = "learned";

    public async ValueTask<PersonSnapshot> LookUpAsync(IReadOnlyList<Pseudonym> pseudonyms, CancellationToken cancellationToken)
    {
        // What another replica has acknowledged is seen by whoever asks afterwards.
        await feed.CatchUpAsync().WaitAsync(cancellationToken);
        if (cache.TryRead(pseudonyms) is { } known)
        {
            return known;
        }

        // Both come before the read: what the writer changes meanwhile must not be kept as it was.
        long stamp = cache.Stamp;
        long version = cache.Version;
        PersonSnapshot read = await PersonLookup.ReadAsync(readers, pseudonyms, version, cancellationToken);
        cache.Keep(pseudonyms, read, stamp);
        return read;
    }

    public RegistryWatch Watch() => cache.Watch();

    public bool IsCurrent(PersonSnapshot snapshot) => cache.Version == snapshot.Version;

    public async ValueTask<IReadOnlyDictionary<PersonId, PersonOnFile>> ReadAsync(IReadOnlyCollection<PersonId> persons, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return cache.TryRead(persons) ?? await PersonLookup.ReadAsync(readers, persons, cancellationToken);
    }

    public async ValueTask<IReadOnlyCollection<PersonId>> ReadNumbersAsync(IReadOnlyCollection<PersonId> persons, CancellationToken cancellationToken) =>
        await readers.ListAsync(PersonRows.FindNumbers(persons), static row => new PersonId(row.Int64(0)), cancellationToken);

    public async ValueTask<IReadOnlyList<SealedIdentifier>> ReadIdentifiersAsync(IReadOnlyCollection<PersonId> persons, CancellationToken cancellationToken) =>
        await readers.ListAsync(IdentifierRows.Find(persons), IdentifierRows.Read, cancellationToken);

    public async ValueTask<IReadOnlyList<PersonId>> ReadNoSharingAsync(CancellationToken cancellationToken) =>
        await readers.ListAsync(IdentifierRows.FindNoSharing(), static row => new PersonId(row.Int64(0)), cancellationToken);

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
    private static HashSet<PersonId> LinkedBy(PostgresSession session, IReadOnlyList<LearnedReferences> learned)
    {
        HashSet<PersonId> linked = [];
        Dictionary<Pseudonym, PersonId> taught = [];
        foreach (LearnedReferences references in learned)
        {
            PersonId cluster = PersonRows.ClusterOf(session, references.Person);
            if (references.Sealed.Count > 0 && PersonRows.HasNoSharing(session, cluster))
            {
                linked.Add(cluster);
            }

            foreach (Pseudonym pseudonym in references.Pseudonyms.Where(static pseudonym => pseudonym.Scheme.NamesOnePerson()))
            {
                List<PersonRow> found = PersonRows.Find(session, pseudonym);
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

    private static void Learn(PostgresSession session, LearnedReferences learned, DateTimeOffset now)
    {
        PersonId cluster = PersonRows.ClusterOf(session, learned.Person);
        foreach (Pseudonym pseudonym in learned.Pseudonyms)
        {
            if (pseudonym.Scheme.NamesOnePerson())
            {
                foreach (PersonRow row in PersonRows.Find(session, pseudonym))
                {
                    // Read again: a link just made may have moved the row's cluster.
                    cluster = PersonRows.Link(session, cluster, PersonRows.ClusterOf(session, row.Person), LinkReason, now);
                }
            }

            PersonRows.AddLearned(session, pseudonym, learned.Person);
        }
    }
}
