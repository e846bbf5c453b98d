using HmisGateway.Consent.Permits;
using HmisGateway.Pipeline.Settling;
using HmisGateway.Storage;

namespace HmisGateway.Consent.Replicas;

/// <summary>
/// Says that this replica works, and settles for those that have ended without warning: their permits are removed, and their forwards that
/// have no outcome become items in doubt.
/// </summary>
/// <remarks>A replica has ended when nothing of it has moved for two lifetimes of a permit, by this machine's clock, while the storage answered.</remarks>
internal sealed partial class ReplicaWatch(
    IReplicaTable replicas,
    IPermitTable permits,
    IntentSettlement settlement,
    OpenForwardCount open,
    FenceOptions options,
    IBootClock clock,
    TimeProvider time,
    ILogger<ReplicaWatch> logger) : IAsyncDisposable
{
    /// <summary>A choice that waits for a permit wants to see for itself that it expires.</summary>
    private const int LifetimesKept = 10;

    private readonly Dictionary<Guid, (long Beats, TimeSpan Since)> _seen = [];
    private readonly Dictionary<Guid, (int Renewals, TimeSpan Since)> _permits = [];
    private readonly CancellationTokenSource _stop = new();
    private string _timeline = "";
    private TimeSpan _lookedAt;
    private Task? _work;

    /// <summary>Adds this replica and starts watching the others; call before the first request.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await replicas.BeatAsync(cancellationToken);
        _work = Task.Run(WorkAsync, CancellationToken.None);
    }

    /// <summary>Ends. A replica that leaves nothing open takes itself off the list; of another one the others settle what is open.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        if (_work is { } work)
        {
            await work;
            if (open.Value == 0)
            {
                try
                {
                    await replicas.RemoveAsync(replicas.Self, CancellationToken.None);
                }
                catch (Exception fault)
                {
                    LogFailed(logger, fault.GetType().Name);
                }
            }
        }

        _stop.Dispose();
    }

    private async Task WorkAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await replicas.BeatAsync(_stop.Token);
                await LookAsync(_stop.Token);
                await Task.Delay(options.PermitLifetime / 2, time, _stop.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception fault)
            {
                LogFailed(logger, fault.GetType().Name);
                await Task.WhenAny(Task.Delay(options.PermitLifetime / 2, time, _stop.Token));
            }
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<ReplicaOnFile> all = await replicas.ListAsync(cancellationToken);

        // INVARIANT: the clock is read after the rows, so that what is seen unchanged has not moved for at least so long.
        TimeSpan now = clock.Now;
        if (now - _lookedAt > options.PermitLifetime)
        {
            // The storage did not answer, or this process stood still: the others could not say that they work, or were not heard.
            _seen.Clear();
        }

        _lookedAt = now;
        foreach (ReplicaOnFile replica in all)
        {
            if (replica.Id == replicas.Self)
            {
                continue;
            }

            if (!_seen.TryGetValue(replica.Id.Value, out (long Beats, TimeSpan Since) seen) || seen.Beats != replica.Beats)
            {
                _seen[replica.Id.Value] = (replica.Beats, now);
            }
            else if (now - seen.Since >= options.PermitLifetime * 2)
            {
                int inDoubt = await settlement.SettleAsync(replica, cancellationToken);
                await replicas.RemoveAsync(replica.Id, cancellationToken);
                _seen.Remove(replica.Id.Value);
                LogEnded(logger, replica.Id.Value, inDoubt);
            }
        }

        await RemoveExpiredAsync(cancellationToken);
    }

    /// <summary>Removes permits that were seen unchanged for some lifetimes: whoever had them has stopped sending, and no choice waits for them any more.</summary>
    private async Task RemoveExpiredAsync(CancellationToken cancellationToken)
    {
        PermitView view = await permits.ReadAsync(withSwept: false, cancellationToken);
        TimeSpan now = clock.Now;
        if (view.Timeline != _timeline)
        {
            // A server that was promoted may have lost a renewal and count the next one alike.
            _timeline = view.Timeline;
            _permits.Clear();
        }

        List<(Guid Permit, int Renewals)> expired = [];
        foreach (PermitRow permit in view.Permits)
        {
            if (!_permits.TryGetValue(permit.Id, out (int Renewals, TimeSpan Since) seen) || seen.Renewals != permit.Renewals)
            {
                _permits[permit.Id] = (permit.Renewals, now);
            }
            else if (now - seen.Since >= options.PermitLifetime * LifetimesKept)
            {
                expired.Add((permit.Id, permit.Renewals));
            }
        }

        HashSet<Guid> there = [.. view.Permits.Select(static permit => permit.Id)];
        foreach (Guid gone in _permits.Keys.Where(permit => !there.Contains(permit)).ToList())
        {
            _permits.Remove(gone);
        }

        if (expired.Count > 0)
        {
            await permits.RemoveAsync(expired, cancellationToken);
        }
    }

    [LoggerMessage(1231, LogLevel.Warning, "The replica {Replica} has ended without warning: {InDoubt} of its forwards are in doubt. Each is an offline item with status in_doubt.")]
    private static partial void LogEnded(ILogger logger, Guid replica, int inDoubt);

    [LoggerMessage(1232, LogLevel.Warning, "The other replicas could not be looked at: {Fault}.")]
    private static partial void LogFailed(ILogger logger, string fault);
}
