using System.Diagnostics.CodeAnalysis;
using HmisGateway.Policy.Clients;

namespace HmisGateway.Consent;

/// <summary>A pass of the in-process fence.</summary>
[SuppressMessage("Design", "CA2213:Disposable fields should be disposed", Justification = "The token stays readable after the pass; the source has no timer.")]
internal sealed class FencePass(ConsentFence fence, FencedForward forward, PersonId[] persons) : IFencePass
{
    private readonly CancellationTokenSource _revocation = new();
    private TaskCompletionSource? _ended;
    private int _isDisposed;

    /// <inheritdoc/>
    public CancellationToken Revoked => _revocation.Token;

    /// <summary>What it admits.</summary>
    public FencedForward Forward => forward;

    /// <summary>Where it is noted among all passes. Guarded by the stripe.</summary>
    public (List<FencePass> Stripe, int Index) Place { get; set; }

    /// <summary>The persons it is about.</summary>
    public PersonId[] Persons => persons;

    /// <summary>For how many of them, from the first, the fence has noted it.</summary>
    public int NotedCount { get; set; }

    /// <summary>The persons for whom the fence has noted it.</summary>
    public ReadOnlySpan<PersonId> Noted => persons.AsSpan(0, NotedCount);

    /// <summary>Completes when the pass has been disposed.</summary>
    public Task WhenEnded()
    {
        TaskCompletionSource created = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource ended = Interlocked.CompareExchange(ref _ended, created, null) ?? created;
        if (Volatile.Read(ref _isDisposed) == 1)
        {
            ended.TrySetResult();
        }

        return ended.Task;
    }

    /// <summary>Tells the holder to stop at once. What the holder's own callbacks throw does not matter: it must still dispose.</summary>
    public async Task RevokeAsync()
    {
        try
        {
            await _revocation.CancelAsync();
        }
        catch (AggregateException)
        {
            // The drain waits for the end of the pass, not for the callbacks.
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            fence.Leave(this);
            Volatile.Read(ref _ended)?.TrySetResult();
        }
    }
}
