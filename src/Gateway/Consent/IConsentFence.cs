namespace HmisGateway.Consent;

/// <summary>Orders forwards and choices: after a choice that takes permission away is acknowledged, nothing more is sent.</summary>
internal interface IConsentFence
{
    /// <summary>True when passes end by themselves, and what is sent has to look at the clock.</summary>
    bool HasDeadlines => false;

    /// <summary>Admits a forward, or returns null when it is being denied.</summary>
    ValueTask<IFencePass?> EnterAsync(FencedForward forward, CancellationToken cancellationToken);

    /// <summary>
    /// Denies forwards from now on, until the returned closing is disposed. Call before the choice is committed, then commit, then
    /// dispose, so that new forwards are judged by what was committed, then await <see cref="IFenceClosing.DrainAsync"/>.
    /// </summary>
    ValueTask<IFenceClosing> CloseAsync(FenceScope scope, CancellationToken cancellationToken);
}
