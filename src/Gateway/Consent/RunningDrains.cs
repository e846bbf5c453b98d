namespace HmisGateway.Consent;

/// <summary>The drains of this process that go on although nobody waits for them with a call, and how those ended that did.</summary>
/// <remarks>
/// Nothing depends on it: a form is on file before its drain is noted here, and a drain that is not known here, because it ran in another process or
/// failed, is made again. It saves making one for each time that somebody asks.
/// </remarks>
internal sealed partial class RunningDrains(TimeProvider time, ILogger<RunningDrains> logger) : IHostedService
{
    /// <summary>Each one looks at the storage now and then, and nobody's call is held up by it.</summary>
    private const int MaxRunning = 64;

    private const int MaxEnded = 1_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<DrainedForm, Task<DrainResult>> _drains = [];
    private readonly Queue<DrainedForm> _ended = new();

    /// <summary>The drain of a form: the one that is known, or a new one.</summary>
    /// <param name="form">The form.</param>
    /// <param name="start">Starts a new one; it must begin after the form was committed, and is waited for when the gateway stops.</param>
    /// <returns>The drain; null when too many are running and this would be another one.</returns>
    public Task<DrainResult>? Follow(DrainedForm form, Func<Task<DrainResult>> start)
    {
        Task<DrainResult> drain;
        lock (_gate)
        {
            if (_drains.TryGetValue(form, out Task<DrainResult>? known))
            {
                return known;
            }

            if (_drains.Count - _ended.Count == MaxRunning)
            {
                return null;
            }

            drain = Task.Run(start, CancellationToken.None);
            _drains.Add(form, drain);
        }

        _ = NoteEndAsync(form, drain);
        return drain;
    }

    /// <summary>Waits for a drain.</summary>
    /// <param name="drain">The drain.</param>
    /// <param name="atMost">How long; zero only looks.</param>
    /// <param name="cancellationToken">Cancels the waiting, not the drain.</param>
    /// <returns>True when it has ended, also by a failure.</returns>
    public async Task<bool> EndsAsync(Task<DrainResult> drain, TimeSpan atMost, CancellationToken cancellationToken)
    {
        if (!drain.IsCompleted && atMost > TimeSpan.Zero)
        {
            Task waiting = drain.WaitAsync(atMost, time, cancellationToken);
            await waiting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
        }

        return drain.IsCompleted;
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Waits for those that are running, so that another replica whose forward does not end is still told to stop it.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        Task all;
        lock (_gate)
        {
            all = Task.WhenAll(_drains.Values);
        }

        await all.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task NoteEndAsync(DrainedForm form, Task<DrainResult> drain)
    {
        Task ending = drain;
        await ending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_gate)
        {
            if (drain.IsCompletedSuccessfully)
            {
                _ended.Enqueue(form);
                if (_ended.Count > MaxEnded)
                {
                    _drains.Remove(_ended.Dequeue());
                }
            }
            else
            {
                _drains.Remove(form);
            }
        }

        if (drain.Exception is { } fault)
        {
            LogFailed(logger, fault.GetBaseException().GetType().Name);
        }
    }

    [LoggerMessage(1211, LogLevel.Warning, "A drain whose caller did not wait failed with {Fault}. The form is on file; who asks for its status drains again.")]
    private static partial void LogFailed(ILogger logger, string fault);
}
