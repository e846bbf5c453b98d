using HmisGateway.Policy.Clients;

namespace HmisGateway.Consent.Permits;

/// <summary>Waits, after a commit, for the permits that were granted before it.</summary>
internal sealed class PermitClosing(
    FenceScope scope, IPermitTable table, PermitDesk desk, FenceOptions options, IBootClock clock, TimeProvider time) : IFenceClosing
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>How long a storage that does not answer is asked again before the drain gives up: long enough for a standby to be promoted.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private string _timeline = table.Timeline;
    private bool _hasReset;

    /// <inheritdoc/>
    public async ValueTask<DrainResult> DrainAsync(CancellationToken cancellationToken)
    {
        if (scope.Persons.Count == 0 && !scope.IsWide)
        {
            return DrainResult.None;
        }

        DrainResult drained = await DrainPermitsAsync(cancellationToken);
        if (_timeline != table.Timeline)
        {
            // Another server was promoted, and the choice itself may be lost: then it is not acknowledged.
            await table.ConfirmAsync(_timeline, cancellationToken);
        }

        return drained;
    }

    /// <summary>Nothing: whoever asks for a permit after the commit reads the choice itself, and so it is when nobody knows whether it was committed.</summary>
    public void Keep()
    {
    }

    /// <summary>Nothing: nobody was denied.</summary>
    public void Dispose()
    {
    }

    private async ValueTask<DrainResult> DrainPermitsAsync(CancellationToken cancellationToken)
    {
        // :: Step 1: who was admitted before
        HashSet<Guid> waiting = [.. (await FindAsync(cancellationToken)).Select(static permit => permit.Id)];
        if (waiting.Count == 0)
        {
            return DrainResult.None;
        }

        // :: Step 2: let them end by themselves
        if (await EndedAsync(waiting, options.DrainTimeout, cancellationToken))
        {
            return Ended();
        }

        while (true)
        {
            // :: Step 3: tell them to stop
            foreach (Guid permit in waiting)
            {
                desk.Revoke(permit);
            }

            await InsistAsync(() => table.RevokeAsync(waiting, cancellationToken), cancellationToken);

            // INVARIANT: whatever these permits were granted or renewed, the holder read its clock before this moment.
            if (await EndedAsync(waiting, options.PermitLifetime, cancellationToken))
            {
                return Ended();
            }

            // :: Step 4: a holder that does not answer has passed its own deadline, unless a promotion has lost the mark
            await InsistAsync(() => table.RemoveRevokedAsync(waiting, cancellationToken), cancellationToken);
            if (await EndedAsync(waiting, TimeSpan.Zero, cancellationToken))
            {
                return DrainResult.Lease;
            }
        }
    }

    private DrainResult Ended() => _hasReset ? DrainResult.Cancelled : DrainResult.Explicit;

    private async ValueTask<IReadOnlyList<PermitRow>> FindAsync(CancellationToken cancellationToken)
    {
        HashSet<PersonId> persons = [.. scope.Persons];
        PermitView view = await ReadAsync(cancellationToken);
        while (!view.IsComplete)
        {
            await WaitForLostAsync(view.Timeline, cancellationToken);
            view = await ReadAsync(cancellationToken);
        }

        return [.. view.Permits.Where(permit => permit.IsIn(scope, persons))];
    }

    private async ValueTask<PermitView> ReadAsync(CancellationToken cancellationToken)
    {
        PermitView? view = null;
        await InsistAsync(async () => view = await table.ReadAsync(scope.Mentioned is { IsEmpty: false }, cancellationToken), cancellationToken);
        _timeline = view!.Timeline;
        return view;
    }

    /// <summary>A server that was promoted may lack permits that are in use; they have expired a lifetime after it was seen first.</summary>
    private async ValueTask WaitForLostAsync(string timeline, CancellationToken cancellationToken)
    {
        TimeSpan until = clock.Now + options.PermitLifetime;
        while (clock.Now < until)
        {
            await Task.Delay(Pause, time, cancellationToken);
        }

        await InsistAsync(() => table.RelyOnAsync(timeline, cancellationToken), cancellationToken);
    }

    /// <summary>Waits until all have ended, for at most a time; keeps those that have not.</summary>
    private async ValueTask<bool> EndedAsync(HashSet<Guid> waiting, TimeSpan atMost, CancellationToken cancellationToken)
    {
        TimeSpan until = clock.Now + atMost;
        while (true)
        {
            PermitsLeft? left = null;
            await InsistAsync(async () => left = await table.FindAsync(waiting, cancellationToken), cancellationToken);
            _timeline = left!.Timeline;
            if (!left.IsComplete)
            {
                await WaitForLostAsync(left.Timeline, cancellationToken);
                continue;
            }

            waiting.IntersectWith(left.Permits);
            _hasReset |= left.HasReset;
            if (waiting.Count == 0)
            {
                return true;
            }

            if (clock.Now >= until)
            {
                return false;
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    /// <summary>The choice is committed, so that the caller is only told when nothing is sent any more: a storage that fails is asked again.</summary>
    private async ValueTask InsistAsync(Func<ValueTask> ask, CancellationToken cancellationToken)
    {
        TimeSpan until = clock.Now + Patience;
        while (true)
        {
            try
            {
                await ask();
                return;
            }
            catch (Exception fault) when (fault is not OperationCanceledException && clock.Now < until)
            {
                await Task.Delay(Pause * 10, time, cancellationToken);
            }
        }
    }
}
