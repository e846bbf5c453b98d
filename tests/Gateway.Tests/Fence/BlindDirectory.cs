using HmisGateway.Identity;
using HmisGateway.Ledger;
using HmisGateway.Policy.Clients;

namespace HmisGateway.Tests.Fence;

/// <summary>A directory whose look-ups see nothing of what was learned since, as one that ran just before does.</summary>
internal sealed class BlindDirectory(IPersonDirectory directory) : IPersonDirectory
{
    public async ValueTask<PersonSnapshot> LookUpAsync(IReadOnlyList<Pseudonym> pseudonyms, CancellationToken cancellationToken) =>
        await directory.LookUpAsync([], cancellationToken);

    public ValueTask<IReadOnlyDictionary<PersonId, PersonOnFile>> ReadAsync(IReadOnlyCollection<PersonId> persons, CancellationToken cancellationToken) =>
        directory.ReadAsync(persons, cancellationToken);

    public ValueTask<IReadOnlyList<SealedIdentifier>> ReadIdentifiersAsync(IReadOnlyCollection<PersonId> persons, CancellationToken cancellationToken) =>
        directory.ReadIdentifiersAsync(persons, cancellationToken);

    public ValueTask<IReadOnlyCollection<PersonId>> ReadNumbersAsync(IReadOnlyCollection<PersonId> persons, CancellationToken cancellationToken) =>
        directory.ReadNumbersAsync(persons, cancellationToken);

    public ValueTask<IReadOnlyList<PersonId>> ReadNoSharingAsync(CancellationToken cancellationToken) => directory.ReadNoSharingAsync(cancellationToken);

    public RegistryWatch Watch() => directory.Watch();

    public bool IsCurrent(PersonSnapshot snapshot) => false;

    public ValueTask<IReadOnlyCollection<PersonId>> LearnAsync(
        IReadOnlyList<LearnedReferences> learned, IReadOnlySet<PersonId>? mayLink, LedgerEvent evidence, CancellationToken cancellationToken) =>
        directory.LearnAsync(learned, mayLink, evidence, cancellationToken);
}
