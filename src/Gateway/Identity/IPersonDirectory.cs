using HmisGateway.Ledger;
using HmisGateway.Policy.Clients;

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

    /// <summary>Notes from now on what changes, until the watch is disposed: every change that anybody is told of afterwards.</summary>
    RegistryWatch Watch();

    /// <summary>What is on file for these persons, in one consistent view.</summary>
    ValueTask<IReadOnlyDictionary<PersonId, PersonOnFile>> ReadAsync(IReadOnlyCollection<PersonId> persons, CancellationToken cancellationToken);

    /// <summary>
    /// Under which numbers a forward that is in flight may know these persons: those linked to them, each under the number from before the link, and
    /// those from whom they were taken apart.
    /// </summary>
    ValueTask<IReadOnlyCollection<PersonId>> ReadNumbersAsync(IReadOnlyCollection<PersonId> persons, CancellationToken cancellationToken);

    /// <summary>Everything by which these persons, and those linked to them, can be recognised.</summary>
    ValueTask<IReadOnlyList<SealedIdentifier>> ReadIdentifiersAsync(IReadOnlyCollection<PersonId> persons, CancellationToken cancellationToken);

    /// <summary>Everybody with a No Sharing on file, whether or not it counts now.</summary>
    ValueTask<IReadOnlyList<PersonId>> ReadNoSharingAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Adds what was learned; durable, with its ledger event, when the task completes. It links only persons who may be linked, and adds identifiers that
    /// are looked for in other clients' requests only to them.
    /// </summary>
    /// <param name="learned">What was learned.</param>
    /// <param name="mayLink">For whom the fence is closed; null for everybody.</param>
    /// <param name="evidence">The ledger's event of this commit.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    /// <returns>Empty when all was added; otherwise nothing was, and these are the persons for whom the fence has to be closed.</returns>
    ValueTask<IReadOnlyCollection<PersonId>> LearnAsync(
        IReadOnlyList<LearnedReferences> learned, IReadOnlySet<PersonId>? mayLink, LedgerEvent evidence, CancellationToken cancellationToken);
}
