using System.Collections.Concurrent;
using System.Threading.Channels;

namespace HmisGateway.Consent.Permits;

/// <summary>
/// Gets, renews and gives back the permits of this replica: what comes together goes in one round trip. A thread of its own watches the deadlines,
/// so that a busy process stops sending in time too.
/// </summary>
internal sealed partial class PermitDesk : IAsyncDisposable
{
    private const int MostGrants = 256;

    /// <summary>How often a replica with forwards in flight looks whether one was revoked, and the watchdog at the deadlines.</summary>
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly IPermitTable _table;
    private readonly FenceOptions _options;
    private readonly IBootClock _clock;
    private readonly TimeProvider _time;
    private readonly ILogger<PermitDesk> _logger;
    private readonly Channel<PermitPass> _asked = Channel.CreateUnbounded<PermitPass>(new UnboundedChannelOptions { SingleReader = true });
    private readonly ConcurrentDictionary<Guid, PermitPass> _live = new();
    private readonly ConcurrentQueue<Guid> _released = new();
    private readonly ConcurrentQueue<Guid> _reset = new();
    private readonly Queue<(Guid Permit, TimeSpan At)> _marked = new();
    private readonly SemaphoreSlim _work = new(0);
    private readonly ManualResetEventSlim _stopping = new(initialState: false, spinCount: 0);
    private readonly Thread _watchdog;
    private readonly Task _rounds;

    /// <summary>Starts working.</summary>
    public PermitDesk(IPermitTable table, FenceOptions options, IBootClock clock, TimeProvider time, ILogger<PermitDesk> logger)
    {
        (_table, _options, _clock, _time, _logger) = (table, options, clock, time, logger);
        _watchdog = new Thread(Watch) { Name = "permit-watchdog", IsBackground = true, Priority = ThreadPriority.AboveNormal };
        _watchdog.Start();
        _rounds = Task.Run(WorkAsync);
    }

    /// <summary>Gets a permit, and takes over what was committed before it.</summary>
    /// <returns>The permit; dispose it when the whole answer was read, or the connection was reset.</returns>
    /// <exception cref="Exception">Nothing was granted: the storage failed, or nobody knows whether it committed.</exception>
    public async ValueTask<PermitPass> GrantAsync(FencedForward forward, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        PermitPass pass = new(this, forward, _clock, _options.Margin);
        ObjectDisposedException.ThrowIf(!_asked.Writer.TryWrite(pass), this);

        _work.Release();
        await pass.Granted.Task;
        return pass;
    }

    /// <summary>Tells a holder of this replica to stop, without waiting for the next round.</summary>
    public void Revoke(Guid permit)
    {
        if (_live.TryGetValue(permit, out PermitPass? pass))
        {
            // Not awaited: a holder's callback may hang.
            _ = pass.RevokeAsync();
        }
    }

    /// <summary>The forward of a permit has ended.</summary>
    internal void Release(PermitPass pass)
    {
        _live.TryRemove(pass.Id, out _);
        (pass.WasReset ? _reset : _released).Enqueue(pass.Id);
        _work.Release();
    }

    /// <summary>Gives back what is left, then stops.</summary>
    public async ValueTask DisposeAsync()
    {
        _asked.Writer.TryComplete();
        _stopping.Set();
        _work.Release();
        await _rounds;
        _watchdog.Join();
        _work.Dispose();
        _stopping.Dispose();
    }

    private void Watch()
    {
        while (!_stopping.Wait(Beat))
        {
            foreach (PermitPass pass in _live.Values)
            {
                if (pass.Deadline!.HasPassed)
                {
                    // Here, on this thread: the callbacks of the token may have to wait for another one.
                    pass.Deadline.Reset();
                    _ = pass.RevokeAsync();
                }
            }
        }
    }

    private async Task WorkAsync()
    {
        List<PermitPass> grants = [];
        List<Guid> releases = [];
        List<Guid> resets = [];
        while (true)
        {
            await _work.WaitAsync(_live.IsEmpty ? Pause : Beat);
            bool isStopping = _stopping.IsSet;
            grants.Clear();
            while (grants.Count < MostGrants && _asked.Reader.TryRead(out PermitPass? pass))
            {
                grants.Add(pass);
            }

            while (_released.TryDequeue(out Guid released))
            {
                releases.Add(released);
            }

            while (_reset.TryDequeue(out Guid reset))
            {
                resets.Add(reset);
            }

            TimeSpan now = _clock.Now;
            while (_marked.TryPeek(out (Guid Permit, TimeSpan At) marked) && (isStopping || marked.At <= now))
            {
                releases.Add(marked.Permit);
                _marked.Dequeue();
            }

            Guid[] renewals = [.. _live.Values.Where(pass => pass.RenewAt <= now).Select(static pass => pass.Id)];
            if (grants.Count + releases.Count + resets.Count == 0 && isStopping)
            {
                // Whatever is in flight now ends at its deadline.
                return;
            }

            if (grants.Count + releases.Count + resets.Count + renewals.Length == 0 && _live.IsEmpty)
            {
                continue;
            }

            if (await TryRoundAsync(new PermitRound([.. grants], renewals, [.. releases], [.. resets]), now))
            {
                foreach (Guid reset in resets)
                {
                    // Whoever waits for it has seen it by then.
                    _marked.Enqueue((reset, now + _options.DrainTimeout + _options.PermitLifetime));
                }

                releases.Clear();
                resets.Clear();
            }
            else if (isStopping)
            {
                // What is left expires.
                return;
            }
        }
    }

    private async Task<bool> TryRoundAsync(PermitRound round, TimeSpan before)
    {
        // INVARIANT: the clock was read before the permits were asked for, so that whoever waits a lifetime from any later moment waits long enough.
        try
        {
            PermitRoundResult result = await _table.ExchangeAsync(round, CancellationToken.None);
            foreach (Guid renewed in round.Renewals)
            {
                if (!_live.TryGetValue(renewed, out PermitPass? pass))
                {
                    continue;
                }

                if (result.Renewed.Contains(renewed))
                {
                    Extend(pass, before);
                }
                else
                {
                    _ = pass.RevokeAsync();
                }
            }

            foreach (PermitPass pass in round.Grants)
            {
                Extend(pass, before);
                _live[pass.Id] = pass;
            }

            foreach (Guid revoked in result.Revoked)
            {
                Revoke(revoked);
            }

            _ = TellAsync(round.Grants, result.CaughtUp);
            return true;
        }
        catch (Exception fault)
        {
            LogRoundFailed(_logger, round.Grants.Count, round.Renewals.Count, fault.GetType().Name);
            foreach (PermitPass pass in round.Grants)
            {
                // Whether it was granted is not known. It is not used, and taken back as soon as the storage answers.
                pass.Granted.SetException(new IOException("No permit: the storage did not grant it.", fault));
                _released.Enqueue(pass.Id);
            }

            await Task.Delay(Pause, _time);
            return false;
        }
    }

    private static async Task TellAsync(IReadOnlyList<PermitPass> granted, Task caughtUp)
    {
        try
        {
            await caughtUp;
        }
        catch (Exception fault)
        {
            foreach (PermitPass pass in granted)
            {
                pass.Dispose();
                pass.Granted.SetException(new IOException("No permit: what other replicas have committed could not be taken over.", fault));
            }

            return;
        }

        foreach (PermitPass pass in granted)
        {
            pass.Granted.SetResult();
        }
    }

    private void Extend(PermitPass pass, TimeSpan before)
    {
        pass.RenewAt = before + (_options.PermitLifetime / 2);
        pass.Extend(before + _options.PermitLifetime - _options.Margin);
    }

    [LoggerMessage(1230, LogLevel.Warning, "A round of permits failed with {Fault}: {Grants} were not granted and {Renewals} not renewed. Forwards stop until the storage answers.")]
    private static partial void LogRoundFailed(ILogger logger, int grants, int renewals, string fault);
}
