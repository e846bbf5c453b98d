using HmisGateway.Policy.Clients;

namespace HmisGateway.Consent;

/// <summary>A denial of the in-process fence, with the passes that were out when it was set.</summary>
internal sealed class FenceClosing(
    ConsentFence fence, FenceScope scope, PersonId[] persons, HashSet<FencePass> admitted, TimeSpan timeout, TimeProvider time) : IFenceClosing
{
    private int _isDisposed;

    /// <inheritdoc/>
    public async ValueTask<DrainResult> DrainAsync(CancellationToken cancellationToken)
    {
        if (admitted.Count == 0)
        {
            return DrainResult.None;
        }

        Task ended = Task.WhenAll(admitted.Select(static pass => pass.WhenEnded()));
        try
        {
            await ended.WaitAsync(timeout, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            foreach (FencePass pass in admitted.Where(static pass => !pass.WhenEnded().IsCompleted))
            {
                // Not awaited: a holder's callback may hang, and the others have to be told all the same.
                _ = pass.RevokeAsync();
            }

            await ended.WaitAsync(cancellationToken);
        }

        return admitted.Any(static pass => pass.Revoked.IsCancellationRequested) ? DrainResult.Cancelled : DrainResult.Explicit;
    }

    /// <inheritdoc/>
    public void Keep() => Interlocked.Exchange(ref _isDisposed, 1);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            fence.Open(scope, persons);
        }
    }
}
