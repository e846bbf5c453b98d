using System.Numerics;

namespace HmisGateway.Tests.Consent.PermitModel;

/// <summary>What goes wrong, the standby, and the janitor.</summary>
internal sealed partial class ProtocolRun
{
    private void Fail()
    {
        int kind = _isPromotionDue ? 12 : _dice.Below(16);
        _isPromotionDue = false;
        ModelReplica replica = _replicas[_dice.Below(ReplicaCount)];
        switch (kind)
        {
            case < 7:
                Stop(replica);
                break;
            case < 9:
                Kill(replica);
                break;
            case < 11:
                replica.CutUntil = _now + 100 + _dice.Below(3_000);
                Trace($"replica {replica.Number} does not reach the database until {replica.CutUntil}");
                break;
            case < 14:
                Promote();
                break;
            default:
                _wallAhead += (_dice.OneIn(3) ? -1 : 1) * (100 + _dice.Below(6_000));
                Trace($"the database's clock is set to {_wallAhead} ahead");
                break;
        }

        if (--_faultsLeft > 0)
        {
            _at[Faults] = _now + 1 + _dice.Below(1_500);
        }
    }

    private void Stop(ModelReplica replica)
    {
        if (replica.IsDead)
        {
            return;
        }

        // A process that goes on for a moment only has not done anything yet: one long stop.
        if (_now > replica.StoppedUntil + ModelTime.Latency)
        {
            replica.StoppedAt = _now;
        }

        int length = _dice.Below(4) switch
        {
            0 => 1 + _dice.Below(60),
            1 => 50 + _dice.Below(350),
            2 => 300 + _dice.Below(1_200),
            _ => 1_000 + _dice.Below(4_000),
        };
        replica.StoppedUntil = Math.Max(replica.StoppedUntil, _now + length);
        Counts.Stops++;
        Trace($"replica {replica.Number} is stopped until {replica.StoppedUntil}");
    }

    private void Kill(ModelReplica replica)
    {
        if (replica.IsDead)
        {
            return;
        }

        replica.IsDead = true;
        Counts.Kills++;
        Trace($"replica {replica.Number} is killed");
        foreach (ModelForward forward in _forwards)
        {
            if (forward.Replica != replica.Number || forward.Step == ForwardStep.Ended)
            {
                continue;
            }

            if (Has(ProtocolGuard.LingerZero))
            {
                forward.Queue = 0;
            }

            End(forward);
        }
    }

    /// <summary>The server stops for good, and its standby takes over with what it has.</summary>
    /// <remarks>
    /// That the old server answers nobody any more is assumed. With an asynchronous standby an answered choice can be lost as such; that is the
    /// anchor's business and not the fence's, so that the standby takes over only when it has all of these.
    /// </remarks>
    private void Promote()
    {
        if (!IsUp || (!_isSynchronous && (_returned & ~_standby.Events) != 0))
        {
            return;
        }

        uint lostRows = _server.Permits & ~_standby.Permits;
        uint lostEvents = _server.Events & ~_standby.Events;
        _standby.CopyTo(_server);
        _timeline++;
        _upAt = _now + 1 + _dice.Below(400);
        Counts.Promotions++;
        Trace($"the standby is promoted: timeline {_timeline}, permits {lostRows:b} and commits {lostEvents:b} are lost");
    }

    private void Replicate()
    {
        if (IsUp)
        {
            _server.CopyTo(_standby);
        }

        _at[Standby] = _now + 20 + _dice.Below(800);
    }

    /// <summary>Deletes what a dead replica left.</summary>
    private void TidyUp(ModelReplica replica)
    {
        int actor = Janitors + replica.Number;
        if (IsHeldUp(replica, actor))
        {
            return;
        }

        if (!replica.IsLooking)
        {
            replica.IsLooking = true;
            replica.RoundBeganAt = replica.LocalAt(_now);
            _at[actor] = _now + Delay();
            return;
        }

        replica.IsLooking = false;
        _at[actor] = _now + 20 + _dice.Below(150);
        if (!IsUp || _now < replica.CutUntil)
        {
            return;
        }

        // A renewal that was lost is counted again: the same number is not the same renewal.
        if (replica.SeenOn != _timeline && Has(ProtocolGuard.JanitorOfThisTimeline))
        {
            (replica.SeenRows, replica.DueRows) = (0, 0);
        }

        replica.SeenOn = _timeline;
        Delete(replica);
        replica.SeenRows &= _server.Permits;
        replica.DueRows = 0;
        int local = Has(ProtocolGuard.JanitorClockAfterRead) ? replica.LocalAt(_now) : replica.RoundBeganAt;
        int lifetime = Has(ProtocolGuard.JanitorLifetime) ? ModelTime.Lifetime : ModelTime.Lifetime / 4;
        for (uint rest = _server.Permits; rest != 0; rest &= rest - 1)
        {
            int row = BitOperations.TrailingZeroCount(rest);
            if ((replica.SeenRows >> row & 1) == 0 || replica.SeenRenewals[row] != _server.Renewals[row])
            {
                replica.SeenRows |= 1u << row;
                (replica.SeenRenewals[row], replica.SeenSince[row]) = (_server.Renewals[row], local);
            }
            else if (local - replica.SeenSince[row] >= lifetime)
            {
                replica.DueRows |= 1u << row;
            }
        }

        if (replica.DueRows != 0)
        {
            // On its way to the server; the next round begins with it.
            replica.IsLooking = true;
            replica.RoundBeganAt = replica.LocalAt(_now);
            _at[actor] = _now + Delay();
        }
    }

    /// <summary>Deletes what is due, except what was renewed meanwhile.</summary>
    private void Delete(ModelReplica replica)
    {
        uint unchanged = 0;
        for (uint rest = replica.DueRows & _server.Permits; rest != 0; rest &= rest - 1)
        {
            int row = BitOperations.TrailingZeroCount(rest);
            unchanged |= replica.SeenRenewals[row] == _server.Renewals[row] ? 1u << row : 0;
        }

        if (unchanged != 0)
        {
            _server.Permits &= ~unchanged;
            Commit(CallFate.Answered);
            Trace($"server: permits {unchanged:b} deleted by the janitor of replica {replica.Number}");
        }
    }
}
