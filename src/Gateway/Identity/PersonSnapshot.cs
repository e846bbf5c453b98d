using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Consent;

namespace HmisGateway.Identity;

/// <summary>
/// One consistent view of the registry: who the asked pseudonyms lead to, and the forms and identities on file for those persons.
/// Persons that were linked (the same human being under several references) appear as one.
/// </summary>
internal sealed class PersonSnapshot
{
    /// <summary>For each asked pseudonym that is known: everybody it leads to.</summary>
    public required IReadOnlyDictionary<Pseudonym, IReadOnlyList<PersonId>> Persons { get; init; }

    /// <summary>For each of those persons: all forms of all agencies.</summary>
    public required IReadOnlyDictionary<PersonId, ConsentHistory> Histories { get; init; }

    /// <summary>For each of those persons with a documented identity: its parts; one entry for each ROI that stated one.</summary>
    public required IReadOnlyDictionary<PersonId, IReadOnlyList<IdentityOnFile>> Identities { get; init; }

    /// <summary>
    /// Those of the asked pseudonyms that no form states and that were only learned from records or answers. A match with a
    /// fingerprint among them holds a write; it never lets one through.
    /// </summary>
    /// <value>The default is none.</value>
    public IReadOnlySet<Pseudonym> LearnedOnly { get; init; } = System.Collections.Frozen.FrozenSet<Pseudonym>.Empty;

    /// <summary>The version of the registry before it was read; see <see cref="IPersonDirectory.IsCurrent"/>.</summary>
    /// <value>The default is -1: unknown.</value>
    public long Version { get; init; } = -1;

    /// <summary>Creates a view.</summary>
    public static PersonSnapshot Create(
        IReadOnlyDictionary<Pseudonym, IReadOnlyList<PersonId>> persons,
        IReadOnlyDictionary<PersonId, ConsentHistory> histories,
        IReadOnlyDictionary<PersonId, IReadOnlyList<IdentityOnFile>> identities,
        IReadOnlySet<Pseudonym>? learnedOnly,
        long version) => new()
        {
            Persons = persons,
            Histories = histories,
            Identities = identities,
            LearnedOnly = learnedOnly ?? System.Collections.Frozen.FrozenSet<Pseudonym>.Empty,
            Version = version,
        };
}
