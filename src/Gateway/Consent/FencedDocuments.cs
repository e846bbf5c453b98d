using HmisGateway.Identity;
using HmisGateway.Ledger;
using HmisGateway.Policy.Clients;

namespace HmisGateway.Consent;

/// <summary>Stores signed copies under the fence, as every change of the registry.</summary>
/// <remarks>A copy only ever gives permission; it takes the same way so that there is one way.</remarks>
internal sealed class FencedDocuments(IRoiDocumentStore documents, IPersonDirectory persons, IConsentFence fence)
{
    /// <summary>Stores a copy in one commit and waits for the forwards about its client.</summary>
    /// <param name="document">The copy.</param>
    /// <param name="evidence">Makes the ledger's event from the person whose form it is.</param>
    /// <param name="cancellationToken">Cancels before the commit; a commit is always followed by its drain.</param>
    /// <returns>Whether it was stored, and how the fence closed.</returns>
    public async Task<(bool IsStored, DrainResult Drained)> StoreAsync(
        RoiDocument document, Func<PersonId, LedgerEvent> evidence, CancellationToken cancellationToken)
    {
        PersonSnapshot snapshot = await persons.LookUpAsync([document.Client], cancellationToken);
        IReadOnlyList<PersonId> concerned = snapshot.Persons[document.Client];
        using IFenceClosing closing = await fence.CloseAsync(FenceScope.Of(concerned), cancellationToken);
        bool isStored = await documents.StoreAsync(document, evidence(concerned[0]), CancellationToken.None);
        closing.Dispose();
        return (isStored, await closing.DrainAsync(CancellationToken.None));
    }
}
