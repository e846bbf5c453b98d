using HmisGateway.Identity;
using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Consent;

namespace HmisGateway.Storage.Registry;

/// <summary>
/// What was read of the registry of late, in memory, for a storage that one process holds. A look-up that finds all it asks for here
/// equals one in the database.
/// </summary>
/// <remarks>
/// <para>
/// After a commit that changed the registry, and before anybody is told of it, the writer makes the version odd, forgets what the
/// commit touched, and makes it even again. So whoever was told of a commit finds it here. A reader notes the version before it looks
/// and believes what it found only if the version is the same, and even, afterwards.
/// </para>
/// <para>
/// The stamp is odd from before such a commit until it has been told. What was read from the database is kept only if the stamp was
/// even before that read began and is the same still: a read that began earlier may be older than what was just forgotten, and would stay for
/// good; one that began during the commit may be newer than the rest, and a view of both would show half a commit.
/// </para>
/// </remarks>
internal sealed class RegistryCache
{
    /// <summary>A large look-up, as an import makes it, would drive out what the requests use.</summary>
    private const int MaxAsked = 256;

    private readonly Lock _changing = new();
    private readonly RecentlyUsed<Pseudonym, CachedReference> _references;
    private readonly RecentlyUsed<PersonId, CachedPerson> _persons;
    private readonly bool _isOff;
    private long _version;
    private long _stamp;
    private RegistryWatch[] _watches = [];

    /// <summary>Creates an empty cache.</summary>
    /// <param name="capacity">Most references, and half as many persons; 0 keeps nothing.</param>
    public RegistryCache(int capacity)
    {
        _isOff = capacity <= 0;
        _references = new RecentlyUsed<Pseudonym, CachedReference>(capacity);
        _persons = new RecentlyUsed<PersonId, CachedPerson>(capacity / 2);
    }

    /// <summary>Moves with every commit that changes the registry, when it is told.</summary>
    public long Version => Volatile.Read(ref _version);

    /// <summary>What to note before a read that is to be kept.</summary>
    public long Stamp => Volatile.Read(ref _stamp);

    /// <summary>Notes what changes from now on, until it is disposed.</summary>
    public RegistryWatch Watch()
    {
        RegistryWatch watch = new(Leave);
        lock (_changing)
        {
            _watches = [.. _watches, watch];
        }

        return watch;
    }

    /// <summary>Looks pseudonyms up.</summary>
    /// <returns>What the database would answer, or null when not all of it is here.</returns>
    public PersonSnapshot? TryRead(IReadOnlyList<Pseudonym> asked)
    {
        if (_isOff || asked.Count > MaxAsked)
        {
            return null;
        }

        long stamp = Stamp;
        long version = Version;
        bool isOld = false;
        if (IsOdd(version) || Collect(asked, version, ref isOld) is not { } snapshot)
        {
            return null;
        }

        // The reads above must be done before the version is looked at again.
        Interlocked.MemoryBarrier();
        if (Version != version)
        {
            return null;
        }

        if (isOld)
        {
            Keep(asked, snapshot, stamp);
        }

        return snapshot;
    }

    /// <summary>Reads what is on file for persons.</summary>
    /// <returns>What the database would answer, or null when not all of it is here.</returns>
    public IReadOnlyDictionary<PersonId, PersonOnFile>? TryRead(IReadOnlyCollection<PersonId> asked)
    {
        long version = Version;
        if (_isOff || IsOdd(version))
        {
            return null;
        }

        Dictionary<PersonId, PersonOnFile> onFile = new(asked.Count);
        foreach (PersonId person in asked)
        {
            // Whoever is here stands for all who are linked to them: a look-up leads to nobody else, and a new link makes it forgotten.
            bool isOld = false;
            if (!_persons.TryGet(person, out CachedPerson? known, ref isOld))
            {
                return null;
            }

            onFile[person] = new PersonOnFile(person, known.History, known.Identities ?? []);
        }

        // The reads above must be done before the version is looked at again.
        Interlocked.MemoryBarrier();
        return Version == version ? onFile : null;
    }

    /// <summary>Keeps what was read from the database, unless the registry has changed since the read began.</summary>
    /// <param name="asked">What was looked up.</param>
    /// <param name="read">What it led to.</param>
    /// <param name="stamp">The stamp from before the read.</param>
    public void Keep(IReadOnlyList<Pseudonym> asked, PersonSnapshot read, long stamp)
    {
        if (_isOff || asked.Count > MaxAsked || IsOdd(stamp))
        {
            return;
        }

        lock (_changing)
        {
            // INVARIANT: what the writer has forgotten never comes back from a read that began before.
            if (_stamp != stamp)
            {
                return;
            }

            foreach (Pseudonym pseudonym in asked)
            {
                _references.Put(pseudonym, read.Persons.GetValueOrDefault(pseudonym) is { } found
                    ? new CachedReference(found, read.LearnedOnly.Contains(pseudonym))
                    : CachedReference.Nowhere);
            }

            foreach ((PersonId person, ConsentHistory history) in read.Histories)
            {
                _persons.Put(person, new CachedPerson(history, read.Identities.GetValueOrDefault(person)));
            }
        }
    }

    /// <summary>Keeps nothing from now on. For the writer: before a commit.</summary>
    public void Begin(RegistryChanges changes)
    {
        if (!changes.AreNone)
        {
            Interlocked.Increment(ref _stamp);
        }
    }

    /// <summary>Forgets what a commit changed. For the writer: after the commit, before anybody is told of it.</summary>
    public void Forget(RegistryChanges changes) => Forget(changes, isOwn: true);

    /// <summary>Forgets what the commit of another process has changed; a commit of our own may be under way.</summary>
    public void ForgetOther(RegistryChanges changes) => Forget(changes, isOwn: false);

    private void Forget(RegistryChanges changes, bool isOwn)
    {
        if (changes.AreNone)
        {
            return;
        }

        lock (_changing)
        {
            Interlocked.Increment(ref _version);
            if (changes.IsEverything)
            {
                _references.Clear();
                _persons.Clear();
            }
            else
            {
                foreach (Pseudonym pseudonym in changes.References)
                {
                    _references.Remove(pseudonym);
                }

                foreach (PersonId person in changes.Persons)
                {
                    _persons.Remove(person);
                }
            }

            foreach (RegistryWatch watch in _watches)
            {
                watch.Note(changes.IsEverything, changes.References, changes.Persons);
            }

            Interlocked.Increment(ref _version);
            _stamp = isOwn ? (_stamp + 2) & ~1L : _stamp + 2;
        }
    }

    /// <summary>Forgets all of it, after a commit that failed.</summary>
    public void ForgetEverything()
    {
        RegistryChanges changes = new();
        changes.Everything();
        Forget(changes);
    }

    private void Leave(RegistryWatch watch)
    {
        lock (_changing)
        {
            _watches = [.. _watches.Where(other => other != watch)];
        }
    }

    private static bool IsOdd(long number) => (number & 1) != 0;

    private PersonSnapshot? Collect(IReadOnlyList<Pseudonym> asked, long version, ref bool isOld)
    {
        Dictionary<Pseudonym, IReadOnlyList<PersonId>> persons = new(asked.Count);
        Dictionary<PersonId, ConsentHistory> histories = [];
        Dictionary<PersonId, IReadOnlyList<IdentityOnFile>> identities = [];
        HashSet<Pseudonym>? learnedOnly = null;
        for (int i = 0; i < asked.Count; i++)
        {
            if (!_references.TryGet(asked[i], out CachedReference? reference, ref isOld))
            {
                return null;
            }

            if (reference.Persons is not { } found || !persons.TryAdd(asked[i], found))
            {
                continue;
            }

            if (reference.IsLearnedOnly)
            {
                (learnedOnly ??= []).Add(asked[i]);
            }

            if (!TryAddForms(found, histories, identities, ref isOld))
            {
                return null;
            }
        }

        return PersonSnapshot.Create(persons, histories, identities, learnedOnly, version);
    }

    private bool TryAddForms(
        IReadOnlyList<PersonId> found,
        Dictionary<PersonId, ConsentHistory> histories,
        Dictionary<PersonId, IReadOnlyList<IdentityOnFile>> identities,
        ref bool isOld)
    {
        for (int i = 0; i < found.Count; i++)
        {
            if (histories.ContainsKey(found[i]))
            {
                continue;
            }

            if (!_persons.TryGet(found[i], out CachedPerson? person, ref isOld))
            {
                return false;
            }

            histories.Add(found[i], person.History);
            if (person.Identities is { } onFile)
            {
                identities.Add(found[i], onFile);
            }
        }

        return true;
    }
}
