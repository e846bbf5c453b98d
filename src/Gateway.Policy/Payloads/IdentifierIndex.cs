using System.Collections.Concurrent;
using System.Globalization;
using HmisGateway.Policy.Clients;

namespace HmisGateway.Policy.Payloads;

/// <summary>
/// The identifiers of some persons, to be found in what was swept. Grows only; may be read while it grows, and what was added before a
/// look is found by it.
/// </summary>
/// <param name="key">The key of the sweep.</param>
public sealed class IdentifierIndex(SweepKey key)
{
    private readonly ConcurrentDictionary<ulong, Id[]> _ids = new();
    private readonly ConcurrentDictionary<ulong, Name[]> _names = new();
    private readonly ConcurrentDictionary<PersonId, ulong[]> _births = new();
    private readonly HashFilter _filter = new();
    private readonly Lock _adding = new();

    /// <summary>True while nothing was added.</summary>
    public bool IsEmpty => _ids.IsEmpty && _names.IsEmpty;

    /// <summary>Whether an id is looked for in requests: 9 or more digits, or 6 or more characters with a letter and a digit.</summary>
    /// <param name="id">The id as it is written.</param>
    /// <returns>False for one that would meet others by chance.</returns>
    public static bool IsIdentifier(string id) => IdentifierShape.Fold(id) is not null;

    /// <summary>Adds an agency's own client id. One without the shape of an identifier is left out: it would meet others by chance.</summary>
    /// <param name="person">Whose.</param>
    /// <param name="id">The id as it is written.</param>
    /// <param name="agencyId">The agency; in requests of others the same text is another client's.</param>
    public void AddAgencyId(PersonId person, string id, string agencyId) => AddId(person, id, agencyId, vendorName: null);

    /// <summary>Adds an id in HMIS. One without the shape of an identifier is left out.</summary>
    /// <param name="person">Whose.</param>
    /// <param name="id">The id as it is written.</param>
    /// <param name="vendorName">The vendor; empty for any.</param>
    public void AddVendorId(PersonId person, string id, string vendorName) => AddId(person, id, agencyId: null, vendorName);

    /// <summary>Adds a stated identity: its Social Security number, its name, and its date of birth, which counts only beside the name.</summary>
    /// <param name="person">Whose.</param>
    /// <param name="firstName">First name as stated.</param>
    /// <param name="lastName">Last name as stated.</param>
    /// <param name="dateOfBirth">Date of birth as stated.</param>
    /// <param name="ssn">Social Security number as stated.</param>
    public void AddIdentity(PersonId person, string? firstName, string? lastName, string? dateOfBirth, string? ssn)
    {
        ReportedIdentity identity = IdentityNormalizer.Normalize(firstName, lastName, dateOfBirth, ssn);
        if (identity.Ssn is { } number)
        {
            AddId(person, number, agencyId: null, vendorName: null);
        }

        if (identity.DateOfBirth is { } birth)
        {
            Add(_births, person, SweepHash.Birth(key, birth));
        }

        foreach (byte[][] spelling in NameSpelling.Of(firstName, lastName))
        {
            ulong[] words = [.. spelling.Select(word => SweepHash.Word(key, word))];
            Add(_names, words[0], new Name(person, words));
        }
    }

    /// <summary>Adds an identity that was read from a record.</summary>
    /// <param name="person">Whose.</param>
    /// <param name="identity">The identity.</param>
    public void AddIdentity(PersonId person, ReportedIdentity identity) => AddIdentity(
        person, identity.FirstName, identity.LastName, identity.DateOfBirth?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), identity.Ssn);

    /// <summary>Finds the persons whom a request mentions.</summary>
    /// <param name="swept">What was swept, with the same key.</param>
    /// <param name="agencyId">Whose request.</param>
    /// <param name="vendorName">To whom.</param>
    /// <returns>Each person once, by the most certain mention.</returns>
    public IReadOnlyList<IdentifierMatch> Find(SweptIdentifiers swept, string agencyId, string vendorName) =>
        Find(swept.Marks, swept.Words, agencyId, vendorName, asks: false, except: []);

    /// <summary>Finds the persons whom a request mentions that writes nothing: to its vendor its own ids tell nothing new.</summary>
    /// <param name="swept">What was swept, with the same key.</param>
    /// <param name="agencyId">Whose request.</param>
    /// <param name="vendorName">To whom.</param>
    /// <param name="own">The ids of what it asks for.</param>
    /// <returns>Each person once, by the most certain mention.</returns>
    public IReadOnlyList<IdentifierMatch> FindInQuestion(SweptIdentifiers swept, string agencyId, string vendorName, IReadOnlyList<string> own) =>
        Find(swept.Marks, swept.Words, agencyId, vendorName, asks: true, own);

    /// <summary>Whether a large upload, of which only a trace is kept, may mention one of the persons.</summary>
    /// <param name="trace">What was swept, with the same key.</param>
    /// <param name="agencyId">Whose request.</param>
    /// <param name="vendorName">To whom.</param>
    /// <param name="countsByName">Whether the full name alone is a mention of a person.</param>
    /// <returns>False only when it certainly mentions none of them.</returns>
    public bool MayBeIn(SweepTrace trace, string agencyId, string vendorName, Func<PersonId, bool> countsByName) =>
        _ids.Any(entry => trace.MayContain(entry.Key) && entry.Value.Any(id => id.CountsFor(agencyId, vendorName, asks: false)))
        || _names.Values.Any(names => names.Any(name =>
            trace.MayContain(name.Words) && (countsByName(name.Person) || (_births.GetValueOrDefault(name.Person) ?? []).Any(trace.MayContain))));

    /// <summary>Finds the persons whom a row of a large upload mentions.</summary>
    internal IReadOnlyList<IdentifierMatch> Find(ReadOnlySpan<ulong> marks, ReadOnlySpan<ulong> words, string agencyId, string vendorName) =>
        Find(marks, words, agencyId, vendorName, asks: false, except: []);

    private IReadOnlyList<IdentifierMatch> Find(
        ReadOnlySpan<ulong> marks, ReadOnlySpan<ulong> words, string agencyId, string vendorName, bool asks, IReadOnlyList<string> except)
    {
        Dictionary<PersonId, MentionKind>? found = null;
        foreach (ulong mark in marks)
        {
            if (_filter.MayContain(mark) && _ids.TryGetValue(mark, out Id[]? ids) && !IsExcepted(mark, except))
            {
                foreach (Id id in ids)
                {
                    if (id.CountsFor(agencyId, vendorName, asks))
                    {
                        Note(ref found, id.Person, MentionKind.Identifier);
                    }
                }
            }
        }

        for (int i = 0; i < words.Length; i++)
        {
            if (_filter.MayContain(words[i]) && _names.TryGetValue(words[i], out Name[]? names))
            {
                foreach (Name name in names)
                {
                    if (words[i..].StartsWith(name.Words))
                    {
                        Note(ref found, name.Person, IsBornThen(name.Person, marks) ? MentionKind.NameAndBirth : MentionKind.Name);
                    }
                }
            }
        }

        return found is null ? [] : [.. found.Select(static pair => new IdentifierMatch(pair.Key, pair.Value))];
    }

    private static void Note(ref Dictionary<PersonId, MentionKind>? found, PersonId person, MentionKind kind)
    {
        found ??= [];
        if (!found.TryGetValue(person, out MentionKind known) || known < kind)
        {
            found[person] = kind;
        }
    }

    private bool IsExcepted(ulong mark, IReadOnlyList<string> except)
    {
        foreach (string id in except)
        {
            if (IdentifierShape.Fold(id) is { } folded && SweepHash.Id(key, folded) == mark)
            {
                return true;
            }
        }

        return false;
    }

    private bool IsBornThen(PersonId person, ReadOnlySpan<ulong> marks)
    {
        foreach (ulong birth in _births.GetValueOrDefault(person) ?? [])
        {
            if (marks.Contains(birth))
            {
                return true;
            }
        }

        return false;
    }

    private void Add<TKey, TValue>(ConcurrentDictionary<TKey, TValue[]> to, TKey by, TValue value)
        where TKey : struct
        where TValue : IEquatable<TValue>
    {
        lock (_adding)
        {
            if (!to.TryGetValue(by, out TValue[]? known))
            {
                to[by] = [value];
                if (by is ulong hash)
                {
                    // After the entry, so that whoever passes the filter finds it.
                    _filter.Add(hash, () => _ids.Keys.Concat(_names.Keys));
                }
            }
            else if (!known.Contains(value))
            {
                to[by] = [.. known, value];
            }
        }
    }

    private void AddId(PersonId person, string id, string? agencyId, string? vendorName)
    {
        if (IdentifierShape.Fold(id) is { } folded)
        {
            Add(_ids, SweepHash.Id(key, folded), new Id(person, agencyId, vendorName));
        }
    }

    private readonly record struct Id(PersonId Person, string? AgencyId, string? VendorName)
    {
        public bool CountsFor(string agencyId, string vendorName, bool asks) =>
            (AgencyId is null || AgencyId == agencyId)
            && (VendorName is null || (!asks && (VendorName.Length == 0 || VendorName == vendorName)));
    }

    private readonly record struct Name(PersonId Person, ulong[] Words)
    {
        public bool Equals(Name other) => Person == other.Person && Words.AsSpan().SequenceEqual(other.Words);

        public override int GetHashCode() => HashCode.Combine(Person, Words[0]);
    }
}
