using System.Numerics;

namespace HmisGateway.Tests.Consent.PermitModel;

/// <summary>Choices, links and learned identifiers on their way: commit, find permits, wait, mark, wait a lifetime, answer.</summary>
internal sealed partial class ProtocolRun
{
    private const int MaxCalls = 4;

    private void Prepare(ModelRecording recording, int number)
    {
        int person = _dice.Below(ModelRegistry.Persons);
        int other = (person + 1 + _dice.Below(ModelRegistry.Persons - 1)) % ModelRegistry.Persons;
        recording.What = _dice.Below(16) switch
        {
            < 8 => new RegistryEvent(RegistryEventKind.None, person, 0),
            < 11 => new RegistryEvent(RegistryEventKind.Full, person, 0),
            < 13 => new RegistryEvent(RegistryEventKind.Link, person, other),
            13 => new RegistryEvent(RegistryEventKind.Separate, person, other),
            _ => new RegistryEvent(RegistryEventKind.Learn, person, ModelRegistry.Persons + _dice.Below(ModelRegistry.Identifiers - ModelRegistry.Persons)),
        };
        (recording.Attempts, recording.HasEnded) = (0, false);
        recording.Begin(_dice.Below(ReplicaCount), RecordingCall.Commit);
        _at[Callers + number] = 200 + _dice.Below(4_000);
    }

    private void Record(int number)
    {
        ModelRecording recording = _recordings[number];
        int actor = Callers + number;
        ModelReplica replica = _replicas[recording.Replica];
        if (recording.Phase == CallPhase.Execute)
        {
            recording.IsDone = IsUp && recording.SentOn == _timeline && recording.Fate is not (CallFate.Lost or CallFate.Late);
            if (recording.IsDone)
            {
                Execute(recording, replica);
            }

            recording.Phase = CallPhase.Answer;
            _at[actor] = _now + Delay();
            return;
        }

        if (replica.IsDead)
        {
            // Nothing is promised to this caller; some ask again, elsewhere.
            AskAgain(recording, actor);
            return;
        }

        if (IsHeldUp(replica, actor))
        {
            return;
        }

        if (recording.Phase == CallPhase.Send)
        {
            Send(recording, replica, actor);
            return;
        }

        // What an asynchronous standby has not got is gone: an answer that outlives its server is no better than one given just before.
        bool isKnown = recording.IsDone && recording.Fate == CallFate.Answered && _now >= replica.CutUntil && (_isSynchronous || recording.SentOn == _timeline);
        Continue(recording, replica, actor, isKnown);
    }

    private void AskAgain(ModelRecording recording, int actor)
    {
        int other = _dice.Below(ReplicaCount);
        if (recording.Attempts < MaxCalls && recording.What.Kind != RegistryEventKind.Full && !_replicas[other].IsDead && !_dice.OneIn(3))
        {
            recording.Begin(other, RecordingCall.Check);
            _at[actor] = _now + _dice.Below(800);
            Trace($"\"{recording.What}\" is asked for again at replica {other}");
            return;
        }

        recording.HasEnded = true;
    }

    private void Send(ModelRecording recording, ModelReplica replica, int actor)
    {
        if (!IsUp)
        {
            _at[actor] = _upAt + _dice.Below(100);
            return;
        }

        if (recording.Call == RecordingCall.Commit && recording.Before == 0)
        {
            recording.Before = _server.Events;
            Trace($"replica {replica.Number}: \"{recording.What}\" is to be recorded");
        }

        recording.SentOn = _timeline;
        recording.Fate = ThrowFate(replica);
        recording.Phase = CallPhase.Execute;
        _at[actor] = _now + Delay();
    }

    private void Execute(ModelRecording recording, ModelReplica replica)
    {
        switch (recording.Call)
        {
            case RecordingCall.Check:
                recording.Event = _registry.Find(recording.What, _server.Events);
                break;
            case RecordingCall.Commit:
                CommitEvent(recording);
                break;
            case RecordingCall.CommitAgain:
                Commit(recording.Fate);
                break;
            case RecordingCall.Look:
                Look(recording);
                break;
            // The lifetime that was waited for one promotion does not count for the next.
            case RecordingCall.Rely when recording.GraceOf == _timeline:
                _server.ReliedOn = _timeline;
                Commit(recording.Fate);
                break;
            case RecordingCall.Mark:
                Mark(recording);
                break;
            case RecordingCall.Expire when recording.MarkedOn == _timeline || !Has(ProtocolGuard.MarkOfThisTimeline) || !Has(ProtocolGuard.LifetimeFromMark):
                Trace($"server: permits {recording.Found:b} deleted by replica {replica.Number}");
                _server.Permits &= ~recording.Found;
                Commit(recording.Fate);
                break;
        }
    }

    private void CommitEvent(ModelRecording recording)
    {
        if (_registry.IsFull)
        {
            recording.IsDone = false;
            return;
        }

        uint known = Has(ProtocolGuard.ProtectionInCommit) ? _server.Events : recording.Before;
        recording.MustDrain = recording.What.Kind != RegistryEventKind.Learn
            || _registry.IsProtected(_registry.Linked(recording.What.Person, known), known);
        recording.Event = _registry.Add(recording.What, _server.Events);
        _server.Events |= 1u << recording.Event;
        Commit(recording.Fate);
        Trace($"server: commit {recording.Event}, {recording.What} ({recording.Fate})");
    }

    private void Look(ModelRecording recording)
    {
        recording.ReliedOn = _server.ReliedOn;
        recording.IsOnFile = (_server.Events >> recording.Event & 1) != 0;
        recording.Found = recording.HasFound ? recording.Found & _server.Permits : Find(recording);
        recording.HasFound = true;
        recording.HasPassed = true;
        for (uint rest = recording.Found; rest != 0; rest &= rest - 1)
        {
            recording.HasPassed &= _now + _wallAhead > _server.GrantedAt[BitOperations.TrailingZeroCount(rest)] + ModelTime.Lifetime;
        }

        recording.HasWaited |= recording.Found != 0;
        Trace($"server: \"{recording.What}\" still waits for permits {recording.Found:b} of {_server.Permits:b}");
    }

    private uint Find(ModelRecording recording)
    {
        uint known = Has(ProtocolGuard.LookAfterCommit) ? _server.Events : recording.Before;
        uint linked = Has(ProtocolGuard.FormerlyLinked) ? _registry.EverLinked(recording.What.Person, known) : _registry.Linked(recording.What.Person, known);
        bool mayBeMentioned = Has(ProtocolGuard.MentionTokens) && (_registry.ConcernedIdentifiers(recording.Event) != 0 || _registry.IsProtected(linked, known));
        uint identifiers = mayBeMentioned ? _registry.IdentifiersOf(linked, known) : 0;
        if (!Has(ProtocolGuard.EveryLinkedPerson))
        {
            linked &= 0 - linked;
        }

        uint found = 0;
        for (uint rest = _server.Permits; rest != 0; rest &= rest - 1)
        {
            int row = BitOperations.TrailingZeroCount(rest);
            if ((_rowPersons[row] & linked) != 0 || (_rowTokens[row] & identifiers) != 0)
            {
                found |= 1u << row;
            }
        }

        return found;
    }

    private void Mark(ModelRecording recording)
    {
        uint marked = recording.Found & _server.Permits;
        _server.Revoked |= marked;
        Commit(recording.Fate);
        Trace($"server: permits {marked:b} marked revoked ({recording.Fate})");
        for (uint rest = marked; rest != 0; rest &= rest - 1)
        {
            if (!_dice.OneIn(3))
            {
                _at[Notices + _rowForward[BitOperations.TrailingZeroCount(rest)]] = _now + Delay();
            }
        }
    }

    private void Continue(ModelRecording recording, ModelReplica replica, int actor, bool isKnown)
    {
        switch (recording.Call)
        {
            case RecordingCall.Check:
                AfterCheck(recording, replica, actor, isKnown);
                break;
            case RecordingCall.Commit when !isKnown:
                AskAgain(recording, actor);
                break;
            case RecordingCall.Commit:
            case RecordingCall.CommitAgain when isKnown:
                AfterCommit(recording, replica, actor);
                break;
            case RecordingCall.Mark when isKnown || !Has(ProtocolGuard.KnownMark):
                recording.IsMarked = true;
                recording.MarkedAt = replica.LocalAt(_now);
                recording.MarkedOn = recording.SentOn;
                Next(recording, RecordingCall.Look, actor);
                break;
            case RecordingCall.Look when isKnown:
                AfterLook(recording, replica, actor);
                break;
            case RecordingCall.Expire when isKnown:
                Counts.Leases++;
                Next(recording, RecordingCall.Look, actor);
                break;
            case RecordingCall.CommitAgain:
                Next(recording, RecordingCall.CommitAgain, actor);
                break;
            case RecordingCall.Mark:
                Next(recording, RecordingCall.Mark, actor);
                break;
            default:
                Next(recording, RecordingCall.Look, actor);
                break;
        }
    }

    private void AfterCheck(ModelRecording recording, ModelReplica replica, int actor, bool isKnown)
    {
        if (!isKnown)
        {
            Next(recording, RecordingCall.Check, actor);
        }
        else if (recording.Event < 0)
        {
            Next(recording, RecordingCall.Commit, actor);
        }
        else if (!Has(ProtocolGuard.RepeatWaits))
        {
            Answer(recording);
        }
        else if (Has(ProtocolGuard.RepeatCommits))
        {
            Next(recording, RecordingCall.CommitAgain, actor);
        }
        else
        {
            AfterCommit(recording, replica, actor);
        }
    }

    private void AfterCommit(ModelRecording recording, ModelReplica replica, int actor)
    {
        recording.BeganAt = replica.LocalAt(_now);
        if (recording.MustDrain && Has(ProtocolGuard.WaitForDrain))
        {
            Next(recording, RecordingCall.Look, actor);
        }
        else
        {
            Answer(recording);
        }
    }

    private void AfterLook(ModelRecording recording, ModelReplica replica, int actor)
    {
        int local = replica.LocalAt(_now);
        if (Has(ProtocolGuard.TimelineGrace) && recording.ReliedOn != recording.SentOn)
        {
            WaitForGrace(recording, replica, actor, local);
        }
        else if (Has(ProtocolGuard.ChoiceOfThisTimeline) && !recording.IsOnFile)
        {
            Trace($"replica {replica.Number}: \"{recording.What}\" was lost and is recorded again");
            recording.HasFound = false;
            recording.IsMarked = false;
            Next(recording, RecordingCall.Commit, actor);
        }
        else if (recording.Found == 0)
        {
            Answer(recording);
        }
        else if (!Has(ProtocolGuard.LifetimeFromMark) && recording.HasPassed)
        {
            Next(recording, RecordingCall.Expire, actor);
        }
        else if (!recording.IsMarked)
        {
            Wait(recording, actor, local - recording.BeganAt >= ModelTime.DrainTimeout ? RecordingCall.Mark : RecordingCall.Look);
        }
        else if (Has(ProtocolGuard.MarkOfThisTimeline) && recording.MarkedOn != recording.SentOn)
        {
            recording.IsMarked = false;
            Next(recording, RecordingCall.Mark, actor);
        }
        else
        {
            Wait(recording, actor, Has(ProtocolGuard.LifetimeFromMark) && local - recording.MarkedAt >= ModelTime.Lifetime ? RecordingCall.Expire : RecordingCall.Look);
        }
    }

    /// <summary>Permits that the server before had granted may have no row here; a lifetime later they are over.</summary>
    private void WaitForGrace(ModelRecording recording, ModelReplica replica, int actor, int local)
    {
        if (recording.GraceOf != recording.SentOn)
        {
            Trace($"replica {replica.Number}: timeline {recording.SentOn} is new");
            (recording.GraceOf, recording.GraceFrom) = (recording.SentOn, local);
        }

        if (local - recording.GraceFrom >= ModelTime.Lifetime)
        {
            Next(recording, RecordingCall.Rely, actor);
        }
        else
        {
            Wait(recording, actor, RecordingCall.Look);
        }
    }

    private void Next(ModelRecording recording, RecordingCall call, int actor)
    {
        (recording.Call, recording.Phase) = (call, CallPhase.Send);
        _at[actor] = _now + _dice.Below(ModelTime.Latency);
    }

    private void Wait(ModelRecording recording, int actor, RecordingCall call)
    {
        Next(recording, call, actor);
        if (call == RecordingCall.Look)
        {
            _at[actor] += 20 + _dice.Below(200);
        }
    }

    /// <summary>The caller is told; from now on it must hold.</summary>
    private void Answer(ModelRecording recording)
    {
        recording.HasEnded = true;
        uint bit = 1u << recording.Event;
        _returned |= bit;
        if ((_registry.ConcernedPersons(recording.Event) | _registry.ConcernedIdentifiers(recording.Event)) != 0)
        {
            Counts.Returns++;
            Counts.Waits += recording.HasWaited ? 1 : 0;
        }

        Trace($"commit {recording.Event} is answered: {recording.What}");
        foreach (ModelForward forward in _forwards)
        {
            if (forward.Queue > 0)
            {
                Judge(forward, bit, IsDeliveredByStopped(forward), "has chunks in the kernel");
            }
        }
    }

    /// <summary>What remains by the decision: a process that was stopped across its deadline, while its kernel went on with what it had got in time.</summary>
    private bool IsDeliveredByStopped(ModelForward forward)
    {
        ModelReplica replica = _replicas[forward.Replica];
        return forward.Step != ForwardStep.Ended
            && !forward.HasLateChunk
            && HasOverslept(replica, 0)
            && replica.StoppedAt <= replica.TrueAt(forward.Deadline) + ModelTime.Latency
            && _now <= replica.StoppedUntil + ModelTime.Latency;
    }
}
