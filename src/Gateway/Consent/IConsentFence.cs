using HmisGateway.Policy.Clients;

namespace HmisGateway.Consent;

/// <summary>Orders forwards and choices: after a choice that takes permission away is acknowledged, nothing more is sent.</summary>
internal interface IConsentFence
{
    /// <summary>Admits a forward about these persons, or returns null when one of them is being denied.</summary>
    ValueTask<IFencePass?> EnterAsync(IReadOnlyCollection<PersonId> persons, CancellationToken cancellationToken);

    /// <summary>
    /// Denies these persons from now on, until the returned closing is disposed. Call before the choice is committed, then commit, then
    /// dispose, so that new forwards are judged by what was committed, then await <see cref="IFenceClosing.DrainAsync"/>.
    /// </summary>
    ValueTask<IFenceClosing> CloseAsync(IReadOnlyCollection<PersonId> persons, CancellationToken cancellationToken);
}
