using HmisGateway.Ledger;

namespace HmisGateway.Identity;

/// <summary>Persons, the references that lead to them, and the links between persons. References and links are append-only.</summary>
internal interface IPersonDirectory
{
    /// <summary>Looks up references, forms and identities in one consistent view.</summary>
    ValueTask<PersonSnapshot> LookUpAsync(IReadOnlyList<Pseudonym> pseudonyms, CancellationToken cancellationToken);

    /// <summary>
    /// True when a look-up of the same pseudonyms would give the same view now: no change of the registry that anybody has been told of
    /// came since the view was read. False when that is not known.
    /// </summary>
    bool IsCurrent(PersonSnapshot snapshot);

    /// <summary>Adds what was learned; durable, with its ledger event, when the task completes.</summary>
    ValueTask LearnAsync(IReadOnlyList<LearnedReferences> learned, LedgerEvent evidence, CancellationToken cancellationToken);
}
