using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using HmisGateway.Policy.Clients;

namespace HmisGateway.Consent;

/// <summary>A pass of the in-process fence.</summary>
[SuppressMessage("Design", "CA2213:Disposable fields should be disposed", Justification = "The token stays readable after the pass; the source has no timer.")]
internal sealed class FencePass : IFencePass
{
    /// <summary>From so many persons on a pass is not noted for each of them; see <see cref="LargePasses"/>.</summary>
    public const int LargeFrom = 256;

    private readonly CancellationTokenSource _revocation = new();
    private readonly ConsentFence _fence;
    private TaskCompletionSource? _ended;
    private int _isDisposed;

    /// <summary>Creates a pass that is not noted yet.</summary>
    /// <param name="fence">Where it is noted.</param>
    /// <param name="forward">What it admits.</param>
    public FencePass(ConsentFence fence, FencedForward forward)
    {
        (_fence, Forward, Persons) = (fence, forward, [.. forward.Persons]);
        if (IsLarge)
        {
            Values.Sort();
        }
    }

    /// <inheritdoc/>
    public CancellationToken Revoked => _revocation.Token;

    /// <summary>What it admits.</summary>
    public FencedForward Forward { get; }

    /// <summary>Where it is noted among all passes. Guarded by the stripe.</summary>
    public (List<FencePass> Stripe, int Index) Place { get; set; }

    /// <summary>The persons it is about.</summary>
    public PersonId[] Persons { get; }

    /// <summary>True when it is about too many persons to note each of them.</summary>
    public bool IsLarge => Persons.Length >= LargeFrom;

    /// <summary>For how many of them, from the first, the fence has noted it.</summary>
    public int NotedCount { get; set; }

    /// <summary>The persons for whom the fence has noted it.</summary>
    public ReadOnlySpan<PersonId> Noted => Persons.AsSpan(0, NotedCount);

    private Span<long> Values => MemoryMarshal.Cast<PersonId, long>(Persons.AsSpan());

    /// <summary>Whether a large pass is about a person.</summary>
    public bool IsAbout(PersonId person) => Values.BinarySearch(person.Value) >= 0;

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
            _fence.Leave(this);
            Volatile.Read(ref _ended)?.TrySetResult();
        }
    }
}
