using System.Numerics;

namespace HmisGateway.Tests.Consent.PermitModel;

/// <summary>The round trips in which a replica has permits granted, renewed and released, and reads what has changed.</summary>
internal sealed partial class ProtocolRun
{
    private void Wake(ModelReplica replica)
    {
        if (replica.Phase == CallPhase.Idle)
        {
            replica.Phase = CallPhase.Send;
            _at[Couriers + replica.Number] = _now + 1 + _dice.Below(ModelTime.Latency);
        }
    }

    private void Carry(ModelReplica replica)
    {
        int actor = Couriers + replica.Number;
        switch (replica.Phase)
        {
            case CallPhase.Execute:
                if (IsUp && replica.SentOn == _timeline && replica.Fate != CallFate.Lost)
                {
                    Grant(replica);
                }

                replica.Phase = CallPhase.ReadChanges;
                _at[actor] = _now + 1 + _dice.Below(ModelTime.Latency);
                break;
            case CallPhase.ReadChanges:
                replica.IsDone &= IsUp && replica.SentOn == _timeline;
                replica.Changes = _server.Events;
                replica.Phase = CallPhase.Answer;
                _at[actor] = _now + Delay();
                break;
            case CallPhase.Send when !IsHeldUp(replica, actor):
                Send(replica, actor);
                break;
            case CallPhase.Answer when !IsHeldUp(replica, actor):
                Take(replica);
                break;
        }
    }

    private void Send(ModelReplica replica, int actor)
    {
        if (!IsUp || _now < replica.CutUntil)
        {
            _at[actor] = _now + 50 + _dice.Below(100);
            return;
        }

        Collect(replica);
        if ((replica.Grants | replica.Renewals | replica.ReleasedRows) == 0)
        {
            replica.Phase = CallPhase.Idle;
            return;
        }

        replica.SentOn = _timeline;
        replica.IsDone = false;
        replica.Renewed = 0;
        replica.Fate = ThrowFate(replica);
        if (replica.Fate == CallFate.Late && replica.LateRows == 0)
        {
            (replica.LateRows, replica.LateOn) = (replica.GrantedRows, _timeline);
            _at[LateCommits + replica.Number] = _now + 100 + _dice.Below(2_000);
            replica.Phase = CallPhase.Answer;
            _at[actor] = _now + 50 + _dice.Below(200);
            return;
        }

        replica.Phase = CallPhase.Execute;
        _at[actor] = _now + Delay();
    }

    /// <summary>Everything that waits goes together.</summary>
    private void Collect(ModelReplica replica)
    {
        (replica.Grants, replica.Renewals, replica.ReleasedRows) = (replica.WaitingGrants, replica.WaitingRenewals, replica.WaitingReleases);
        (replica.WaitingGrants, replica.WaitingRenewals, replica.WaitingReleases) = (0, 0, 0);
        (replica.GrantedRows, replica.RenewedRows) = (0, 0);
        for (uint rest = replica.Grants; rest != 0; rest &= rest - 1)
        {
            ModelForward forward = _forwards[BitOperations.TrailingZeroCount(rest)];
            if (_rows == ModelServer.Rows)
            {
                replica.Grants &= ~(1u << forward.Number);
                Reset(forward);
                continue;
            }

            int row = _rows++;
            forward.Row = row;
            (_rowForward[row], _rowPersons[row], _rowTokens[row]) = (forward.Number, forward.Representative, forward.Tokens);
            replica.GrantedRows |= 1u << row;
        }

        for (uint rest = replica.Renewals; rest != 0; rest &= rest - 1)
        {
            replica.RenewedRows |= 1u << _forwards[BitOperations.TrailingZeroCount(rest)].Row;
        }
    }

    private void Grant(ModelReplica replica)
    {
        replica.IsDone = true;
        _server.Permits |= replica.GrantedRows;
        for (uint rest = replica.GrantedRows; rest != 0; rest &= rest - 1)
        {
            _server.GrantedAt[BitOperations.TrailingZeroCount(rest)] = _now + _wallAhead;
        }

        uint renewable = replica.RenewedRows & _server.Permits & (Has(ProtocolGuard.RefusedRenewal) ? ~_server.Revoked : ~0u);
        for (uint rest = renewable; rest != 0; rest &= rest - 1)
        {
            int row = BitOperations.TrailingZeroCount(rest);
            _server.Renewals[row]++;
            _server.GrantedAt[row] = _now + _wallAhead;
            replica.Renewed |= 1u << _rowForward[row];
        }

        _server.Permits &= ~replica.ReleasedRows;
        Commit(replica.Fate);
        Trace($"server: permits of replica {replica.Number} granted {replica.GrantedRows:b}, renewed {renewable:b} of {replica.RenewedRows:b}, released {replica.ReleasedRows:b} ({replica.Fate})");
    }

    /// <summary>A session that its replica has given up commits after all.</summary>
    private void CommitLate(ModelReplica replica)
    {
        if (IsUp && replica.LateOn == _timeline)
        {
            _server.Permits |= replica.LateRows;
            Commit(CallFate.Late);
            Trace($"server: permits {replica.LateRows:b} granted late");
        }

        replica.LateRows = 0;
    }

    private void Take(ModelReplica replica)
    {
        bool isKnown = replica.IsDone && replica.Fate == CallFate.Answered && _now >= replica.CutUntil;
        if (isKnown)
        {
            TakeOver(replica);
        }
        else
        {
            replica.WaitingReleases |= replica.ReleasedRows;
            Trace($"replica {replica.Number}: a commit whose end is not known");
        }

        // Only permits that are still held: a holder that has stopped meanwhile has given its row back.
        for (uint rest = replica.Grants; rest != 0; rest &= rest - 1)
        {
            ModelForward forward = _forwards[BitOperations.TrailingZeroCount(rest)];
            if (forward.Row >= 0 && (replica.GrantedRows >> forward.Row & 1) != 0)
            {
                TakeGrant(forward, replica, isKnown);
            }
        }

        for (uint rest = replica.Renewals; rest != 0; rest &= rest - 1)
        {
            ModelForward forward = _forwards[BitOperations.TrailingZeroCount(rest)];
            if (forward.Row >= 0 && forward.IsRenewing && (replica.RenewedRows >> forward.Row & 1) != 0)
            {
                TakeRenewal(forward, replica, isKnown);
            }
        }

        replica.Phase = CallPhase.Idle;
        if ((replica.WaitingGrants | replica.WaitingRenewals | replica.WaitingReleases) != 0)
        {
            Wake(replica);
        }
    }

    private void TakeGrant(ModelForward forward, ModelReplica replica, bool isKnown)
    {
        if (!isKnown && Has(ProtocolGuard.KnownCommit))
        {
            // The row may be there, or come; a holder that can still do so takes it back.
            if (_dice.OneIn(2))
            {
                replica.WaitingReleases |= 1u << forward.Row;
            }

            forward.Row = -1;
            if (forward.Step == ForwardStep.WaitForGrant)
            {
                Ask(forward, replica);
            }
            else
            {
                Reset(forward);
            }

            return;
        }

        Counts.Grants++;
        if (forward.Step != ForwardStep.WaitForGrant)
        {
            return;
        }

        if (!Has(ProtocolGuard.ClockBeforeRequest))
        {
            forward.GrantedAt = replica.LocalAt(_now);
        }

        Trace($"forward {forward.Number}: has permit {forward.Row}");
        GoOnWithPermit(forward, replica);
    }

    private void TakeRenewal(ModelForward forward, ModelReplica replica, bool isKnown)
    {
        forward.IsRenewing = false;
        if (!isKnown && Has(ProtocolGuard.KnownCommit))
        {
            // Tried again soon; the deadline stays.
            _at[Watchdogs + forward.Number] = Math.Min(_at[Watchdogs + forward.Number], _now + 20 + _dice.Below(50));
        }
        else if (isKnown && (replica.Renewed >> forward.Number & 1) == 0)
        {
            Trace($"forward {forward.Number}: not renewed");
            Reset(forward);
        }
        else
        {
            Counts.Renewals++;
            forward.GrantedAt = Has(ProtocolGuard.ClockBeforeRequest) ? forward.RenewalAskedAt : replica.LocalAt(_now);
            _at[Watchdogs + forward.Number] = Math.Max(_now, replica.TrueAt(forward.GrantedAt + (ModelTime.Lifetime / 2)));
            Trace($"forward {forward.Number}: renewed");
        }
    }

    /// <summary>What is in memory about somebody whom a change touches is forgotten.</summary>
    private void TakeOver(ModelReplica replica)
    {
        int last = BitOperations.PopCount(replica.Changes);
        if (replica.MemoryOf != replica.SentOn && Has(ProtocolGuard.MemoryOfThisTimeline))
        {
            replica.Forget();
            (replica.MemoryOf, replica.Position) = (replica.SentOn, last);
            return;
        }

        int number = 0;
        for (uint rest = replica.Changes; last > replica.Position && rest != 0; rest &= rest - 1)
        {
            if (++number <= replica.Position)
            {
                continue;
            }

            for (int person = 0; person < ModelRegistry.Persons; person++)
            {
                if ((_registry.Touching(person) & rest & (0 - rest)) != 0)
                {
                    replica.Memory[person] = 0;
                }
            }

            replica.Stamp++;
        }

        replica.Position = Math.Max(replica.Position, last);
    }
}
