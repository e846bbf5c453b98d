using HmisGateway.Identity;
using HmisGateway.Ledger;
using HmisGateway.Policy.Clients;

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

    public bool IsCurrent(PersonSnapshot snapshot) => cache.Version == snapshot.Version;

    public async ValueTask LearnAsync(IReadOnlyList<LearnedReferences> learned, LedgerEvent evidence, CancellationToken cancellationToken) => await writer.WriteAsync(
        (Learned: learned, Now: time.GetUtcNow(), Evidence: evidence),
        static (session, added, collected) =>
        {
            foreach (LearnedReferences references in added.Learned)
            {
                Learn(session, references, added.Now);
            }

            collected.Add(added.Evidence);
            return true;
        },
        cancellationToken);

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
