namespace HmisGateway.Tests.Consent.PermitModel;

/// <summary>Forwards, their watchdogs, and the vendor.</summary>
internal sealed partial class ProtocolRun
{
    private const int MaxAttempts = 4;

    private void Prepare(ModelForward forward)
    {
        forward.Replica = _dice.Below(ReplicaCount);
        forward.Person = _dice.Below(ModelRegistry.Persons);
        forward.Tokens = _dice.OneIn(2) ? 1u << _dice.Below(ModelRegistry.Identifiers) : 0;
        forward.Step = ForwardStep.Decide;
        forward.Chunks = 1 + _dice.Below(6);
        forward.Pace = _dice.Of(3, 3, 60, 400);
        forward.VendorPace = _dice.Of(2, 2, 40, 300, 3_000);
        forward.VendorAnswer = _dice.Of(5, 100, 1_500);
        forward.AnswersEarly = _dice.OneIn(8);
        forward.QueueLimit = 1 + _dice.Below(4);
        (forward.Queue, forward.Attempts, forward.Row, forward.Seen) = (0, 0, -1, 0);
        (forward.IsRenewing, forward.HasLateChunk) = (false, false);
        _at[Holders + forward.Number] = _dice.Below(4_000);
    }

    private void Forward(ModelForward forward)
    {
        ModelReplica replica = _replicas[forward.Replica];
        if (forward.Step == ForwardStep.ReadOnServer)
        {
            ReadOnServer(forward);
            return;
        }

        if (forward.Step == ForwardStep.Ended || IsHeldUp(replica, Holders + forward.Number))
        {
            return;
        }

        switch (forward.Step)
        {
            case ForwardStep.Decide:
                DecideFirst(forward, replica);
                break;
            case ForwardStep.Read:
                Read(forward, replica);
                break;
            case ForwardStep.Reconsider:
                Reconsider(forward, replica);
                break;
            case ForwardStep.LookAtClock:
                LookAtClock(forward, replica);
                break;
            case ForwardStep.Write:
                Write(forward, replica);
                break;
            case ForwardStep.WaitForSpace:
            case ForwardStep.WaitForAnswer:
                Trace($"forward {forward.Number}: the vendor took too long");
                Reset(forward);
                break;
            case ForwardStep.Settle:
                Settle(forward);
                break;
        }
    }

    private void DecideFirst(ModelForward forward, ModelReplica replica)
    {
        for (int person = 0; person < ModelRegistry.Persons; person++)
        {
            forward.Known[person] = replica.Memory[person] != 0 ? replica.Memory[person] : _server.Events;
        }

        if (Allows(forward))
        {
            Ask(forward, replica);
        }
        else
        {
            Release(forward);
        }
    }

    private void Ask(ModelForward forward, ModelReplica replica)
    {
        if (++forward.Attempts > MaxAttempts)
        {
            Release(forward);
            return;
        }

        forward.Row = -1;
        forward.Representative = RepresentativeOf(forward);
        forward.GrantedAt = replica.LocalAt(_now);
        forward.IsRenewing = false;
        forward.Step = ForwardStep.WaitForGrant;
        replica.WaitingGrants |= 1u << forward.Number;
        Trace($"forward {forward.Number} about client {forward.Person}, mentioning {forward.Tokens:b}: replica {replica.Number} asks for a permit");
        Wake(replica);
        if (!Has(ProtocolGuard.PermitBeforeRead))
        {
            GoOnWithPermit(forward, replica);
        }
    }

    private void GoOnWithPermit(ModelForward forward, ModelReplica replica)
    {
        if (!Has(ProtocolGuard.ReadAfterGrant))
        {
            forward.Seen = SeenBy(forward);
        }

        forward.Step = Has(ProtocolGuard.ReadAfterGrant) ? ForwardStep.Read : ForwardStep.LookAtClock;
        _at[Holders + forward.Number] = _now + 1 + _dice.Below(ModelTime.Latency);
        _at[Watchdogs + forward.Number] = Math.Max(_now, replica.TrueAt(forward.GrantedAt + (ModelTime.Lifetime / 2)));
    }

    private void Read(ModelForward forward, ModelReplica replica)
    {
        if (replica.Memory[0] != 0 && replica.Memory[1] != 0 && replica.Memory[2] != 0)
        {
            forward.Read = 0;
            DecideAgain(forward, replica);
            return;
        }

        forward.Stamp = replica.Stamp;
        forward.Step = ForwardStep.ReadOnServer;
        _at[Holders + forward.Number] = _now + Delay();
    }

    private void ReadOnServer(ModelForward forward)
    {
        forward.Read = IsUp ? _server.Events : 0;
        forward.ReadOn = _timeline;
        forward.Step = ForwardStep.Reconsider;
        _at[Holders + forward.Number] = _now + Delay();
    }

    private void Reconsider(ModelForward forward, ModelReplica replica)
    {
        if (forward.Read == 0 || _now < replica.CutUntil)
        {
            forward.Step = ForwardStep.Read;
            _at[Holders + forward.Number] = _now + 100;
            return;
        }

        bool isFresh = replica.Stamp == forward.Stamp || !Has(ProtocolGuard.FreshMemory);
        bool isOfTimeline = replica.MemoryOf == forward.ReadOn || !Has(ProtocolGuard.MemoryOfThisTimeline);
        DecideAgain(forward, replica);
        for (int person = 0; isFresh && isOfTimeline && person < ModelRegistry.Persons; person++)
        {
            if (replica.Memory[person] == 0)
            {
                replica.Memory[person] = forward.Read;
            }
        }
    }

    private void DecideAgain(ModelForward forward, ModelReplica replica)
    {
        for (int person = 0; person < ModelRegistry.Persons; person++)
        {
            forward.Known[person] = replica.Memory[person] != 0 ? replica.Memory[person] : forward.Read;
        }

        if (!Allows(forward))
        {
            Trace($"forward {forward.Number}: not permitted any more");
            Release(forward);
        }
        else if (RepresentativeOf(forward) != forward.Representative)
        {
            Trace($"forward {forward.Number}: about somebody else than its permit");
            Return(forward);
            Ask(forward, replica);
        }
        else
        {
            forward.Seen = SeenBy(forward);
            forward.Step = ForwardStep.LookAtClock;
            _at[Holders + forward.Number] = _now + 1 + _dice.Below(ModelTime.Latency);
            Trace($"forward {forward.Number}: permitted, having read {forward.Seen:b}");
        }
    }

    private void LookAtClock(ModelForward forward, ModelReplica replica)
    {
        forward.LookedAt = _now;
        forward.WasInTime = replica.LocalAt(_now) < forward.Deadline;
        if (!forward.WasInTime && Has(ProtocolGuard.DeadlineBeforeChunk))
        {
            Trace($"forward {forward.Number}: its time is over");
            Reset(forward);
            return;
        }

        forward.Step = ForwardStep.Write;
        _at[Holders + forward.Number] = _now + _dice.Below(ModelTime.Latency);
    }

    private void Write(ModelForward forward, ModelReplica replica)
    {
        if (forward.Queue >= forward.QueueLimit)
        {
            forward.Step = ForwardStep.WaitForSpace;
            _at[Holders + forward.Number] = _now + ModelTime.VendorTimeout;
            return;
        }

        // What remains by the decision: stopped for about the margin or longer between the look at the clock and the system call.
        bool isInTime = forward.WasInTime && Has(ProtocolGuard.DeadlineBeforeChunk);
        bool isRemaining = isInTime && HasOverslept(replica, forward.LookedAt);
        forward.HasLateChunk |= !isInTime && replica.LocalAt(_now) >= forward.Deadline;
        forward.Queue++;
        forward.Chunks--;
        Counts.Chunks++;
        Trace($"forward {forward.Number}: a chunk is handed to the kernel, {forward.Queue} queued, {forward.Chunks} to come");
        Judge(forward, _returned, isRemaining, "hands over a chunk");
        if (_at[Vendors + forward.Number] == ModelTime.Never)
        {
            _at[Vendors + forward.Number] = _now + forward.VendorPace;
        }

        if (forward.Chunks > 0)
        {
            forward.Step = ForwardStep.LookAtClock;
            _at[Holders + forward.Number] = _now + 1 + _dice.Below(forward.Pace);
            return;
        }

        forward.Step = forward.AnswersEarly ? ForwardStep.Settle : ForwardStep.WaitForAnswer;
        _at[Holders + forward.Number] = _now + (forward.AnswersEarly ? Delay() : ModelTime.VendorTimeout);
    }

    private void Settle(ModelForward forward)
    {
        if (forward.Queue > 0 && Has(ProtocolGuard.EmptyQueueBeforeRelease))
        {
            Trace($"forward {forward.Number}: answered, but not everything was read");
            Reset(forward);
            return;
        }

        Trace($"forward {forward.Number}: answered, {forward.Queue} still queued");
        Release(forward);
    }

    /// <summary>The vendor reads; that needs nothing of the process that has written.</summary>
    private void Deliver(ModelForward forward)
    {
        if (forward.Queue == 0)
        {
            return;
        }

        forward.Queue--;
        Trace($"forward {forward.Number}: the vendor reads a chunk, {forward.Queue} queued");
        if (forward.Queue > 0)
        {
            _at[Vendors + forward.Number] = _now + forward.VendorPace;
        }

        if (forward.Step == ForwardStep.WaitForSpace)
        {
            forward.Step = ForwardStep.Write;
            _at[Holders + forward.Number] = _now + _dice.Below(ModelTime.Latency);
        }
        else if (forward.Step == ForwardStep.WaitForAnswer && forward.Queue == 0)
        {
            forward.Step = ForwardStep.Settle;
            _at[Holders + forward.Number] = _now + forward.VendorAnswer;
        }
    }

    /// <summary>At half of the lifetime it asks for a renewal, at the deadline it resets the socket.</summary>
    private void Watch(ModelForward forward)
    {
        ModelReplica replica = _replicas[forward.Replica];
        if (forward.Step == ForwardStep.Ended || IsHeldUp(replica, Watchdogs + forward.Number))
        {
            return;
        }

        int local = replica.LocalAt(_now);
        if (local >= forward.Deadline)
        {
            if (Has(ProtocolGuard.Watchdog))
            {
                Trace($"forward {forward.Number}: watchdog");
                Reset(forward);
            }

            return;
        }

        if (!forward.IsRenewing && forward.Row >= 0)
        {
            forward.IsRenewing = true;
            forward.RenewalAskedAt = local;
            replica.WaitingRenewals |= 1u << forward.Number;
            Trace($"forward {forward.Number}: asks for a renewal");
            Wake(replica);
        }

        _at[Watchdogs + forward.Number] = replica.TrueAt(forward.Deadline) + _dice.Below(ModelTime.Latency);
    }

    private void HearOfMark(ModelForward forward)
    {
        ModelReplica replica = _replicas[forward.Replica];
        if (forward.Step == ForwardStep.Ended || _now < replica.CutUntil || IsHeldUp(replica, Notices + forward.Number))
        {
            return;
        }

        Trace($"forward {forward.Number}: told to stop");
        Reset(forward);
    }

    /// <summary>Closes the socket before everything was answered, and gives the permit back.</summary>
    private void Reset(ModelForward forward)
    {
        Counts.Resets++;
        if (Has(ProtocolGuard.LingerZero))
        {
            forward.Queue = 0;
        }

        Release(forward);
    }

    private void Release(ModelForward forward)
    {
        Return(forward);
        End(forward);
    }

    private void Return(ModelForward forward)
    {
        ModelReplica replica = _replicas[forward.Replica];
        uint bit = 1u << forward.Number;
        replica.WaitingGrants &= ~bit;
        replica.WaitingRenewals &= ~bit;
        if (forward.Row >= 0)
        {
            replica.WaitingReleases |= 1u << forward.Row;
            forward.Row = -1;
            Wake(replica);
        }
    }

    private void End(ModelForward forward)
    {
        forward.Step = ForwardStep.Ended;
        _at[Holders + forward.Number] = ModelTime.Never;
        _at[Watchdogs + forward.Number] = ModelTime.Never;
        _at[Notices + forward.Number] = ModelTime.Never;
    }

    private uint RepresentativeOf(ModelForward forward)
    {
        uint linked = _registry.Linked(forward.Person, forward.KnownOfAll);
        return linked & (0 - linked);
    }

    private uint SeenBy(ModelForward forward)
    {
        uint seen = 0;
        for (int person = 0; person < ModelRegistry.Persons; person++)
        {
            seen |= forward.Known[person] & _registry.Touching(person);
        }

        return seen;
    }

    /// <summary>The rule: everybody whom it is about shares, and no identifier of somebody who does not stands in it.</summary>
    private bool Allows(ModelForward forward)
    {
        uint known = forward.KnownOfAll;
        uint about = _registry.Linked(forward.Person, known);
        for (int person = 0; person < ModelRegistry.Persons; person++)
        {
            if (!_registry.IsNone(person, forward.Known[person]))
            {
                continue;
            }

            uint linked = _registry.Linked(person, known);
            if ((linked & about) != 0 || (_registry.IdentifiersOf(linked, known) & forward.Tokens) != 0)
            {
                return false;
            }
        }

        return true;
    }
}
