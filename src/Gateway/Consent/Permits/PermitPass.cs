using System.Diagnostics.CodeAnalysis;

namespace HmisGateway.Consent.Permits;

/// <summary>A permit in the hands of the forward that has it.</summary>
[SuppressMessage("Design", "CA2213:Disposable fields should be disposed", Justification = "The token stays readable after the pass; the source has no timer.")]
internal sealed class PermitPass(PermitDesk desk, FencedForward forward, IBootClock clock, TimeSpan margin) : IFencePass
{
    private readonly CancellationTokenSource _revocation = new();
    private readonly SendDeadline _deadline = new(clock, margin);
    private int _isDisposed;
    private volatile bool _wasReset;

    /// <summary>The permit's number.</summary>
    public Guid Id { get; } = Guid.CreateVersion7();

    /// <summary>What it admits.</summary>
    public FencedForward Forward { get; } = forward;

    /// <inheritdoc/>
    public CancellationToken Revoked => _revocation.Token;

    /// <inheritdoc/>
    public SendDeadline? Deadline => _deadline;

    /// <summary>When it has to be renewed, by the boot clock. Used by the desk only.</summary>
    public TimeSpan RenewAt { get; set; }

    /// <summary>Completes when the permit was granted, or fails.</summary>
    public TaskCompletionSource Granted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>True when the forward was told to stop: it did not end by itself.</summary>
    public bool WasReset => _wasReset;

    /// <summary>Lets it hold until then.</summary>
    public void Extend(TimeSpan until) => _deadline.Extend(until);

    /// <summary>Tells the holder to stop at once. What the holder's own callbacks throw does not matter: it must still dispose.</summary>
    public async Task RevokeAsync()
    {
        _wasReset = Volatile.Read(ref _isDisposed) == 0;
        _deadline.End();
        try
        {
            await _revocation.CancelAsync();
        }
        catch (AggregateException)
        {
            // The permit stays until it is disposed, whatever the callbacks do.
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            _deadline.Release();
            desk.Release(this);
        }
    }
}
