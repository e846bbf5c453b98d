using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using HmisGateway.Policy.Tests.Respelling;

namespace HmisGateway.Tests.Consent.PermitModel;

/// <summary>
/// One seed of the protocol that decision 25 describes: replicas with their clocks, a database with its standby, a vendor and callers, as
/// events in time. No byte about a client may be handed to the kernel, or be left in its send queue, after a commit was answered that takes
/// permission away and that was not known when the forward was decided.
/// </summary>
/// <remarks>
/// An actor is one thing that can happen next; it has one time. What a process does waits while that is stopped; what the server, the kernel
/// and the vendor do does not. An instance is used for many seeds, one after the other, so that a step allocates nothing.
/// </remarks>
internal sealed partial class ProtocolRun
{
    private const int ForwardCount = 5;
    private const int RecordingCount = 4;
    private const int ReplicaCount = 3;
    private const int MaxSteps = 5_000;

    private const int Holders = 0;
    private const int Watchdogs = Holders + ForwardCount;
    private const int Notices = Watchdogs + ForwardCount;
    private const int Vendors = Notices + ForwardCount;
    private const int Callers = Vendors + ForwardCount;
    private const int Couriers = Callers + RecordingCount;
    private const int LateCommits = Couriers + ReplicaCount;
    private const int Janitors = LateCommits + ReplicaCount;
    private const int Faults = Janitors + ReplicaCount;
    private const int Standby = Faults + 1;
    private const int Actors = Standby + 1;

    private readonly int[] _at = new int[Actors];
    private readonly ModelForward[] _forwards = new ModelForward[ForwardCount];
    private readonly ModelRecording[] _recordings = new ModelRecording[RecordingCount];
    private readonly ModelReplica[] _replicas = new ModelReplica[ReplicaCount];
    private readonly ModelRegistry _registry = new();
    private readonly ModelServer _server = new();
    private readonly ModelServer _standby = new();
    private readonly int[] _rowForward = new int[ModelServer.Rows];
    private readonly uint[] _rowPersons = new uint[ModelServer.Rows];
    private readonly uint[] _rowTokens = new uint[ModelServer.Rows];

    private Dice _dice = new(0);
    private ProtocolGuard _guards;
    private List<string>? _trace;
    private int _now;
    private int _rows;
    private int _timeline;
    private int _upAt;
    private int _wallAhead;
    private uint _returned;
    private bool _isSynchronous;
    private int _troubles;
    private int _slack;
    private int _faultsLeft;
    private bool _isPromotionDue;
    private string? _breach;

    /// <summary>Creates it.</summary>
    public ProtocolRun()
    {
        for (int i = 0; i < ForwardCount; i++)
        {
            _forwards[i] = new ModelForward { Number = i };
        }

        for (int i = 0; i < RecordingCount; i++)
        {
            _recordings[i] = new ModelRecording();
        }

        for (int i = 0; i < ReplicaCount; i++)
        {
            _replicas[i] = new ModelReplica { Number = i };
        }
    }

    /// <summary>What happened in all seeds so far.</summary>
    public ModelCounts Counts { get; } = new();

    /// <summary>True when somebody wants the events.</summary>
    public bool IsTraced => _trace is not null;

    private bool IsUp => _now >= _upAt;

    /// <summary>Follows one seed.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="guards">What the protocol does.</param>
    /// <param name="trace">Takes a line for each event; null for none.</param>
    /// <returns>What reached the vendor although it must not; null when nothing did.</returns>
    public string? Follow(ulong seed, ProtocolGuard guards, List<string>? trace = null)
    {
        Begin(seed, guards, trace);
        int steps = 0;
        while (_breach is null && steps++ < MaxSteps)
        {
            int actor = 0;
            for (int i = 1; i < Actors; i++)
            {
                actor = _at[i] < _at[actor] ? i : actor;
            }

            if (_at[actor] > ModelTime.End || !CanStillBreach())
            {
                break;
            }

            _now = _at[actor];
            _at[actor] = ModelTime.Never;
            Act(actor);
        }

        Counts.Steps += steps;
        return _breach;
    }

    private void Begin(ulong seed, ProtocolGuard guards, List<string>? trace)
    {
        _dice = new Dice(seed);
        (_guards, _trace, _breach) = (guards, trace, null);
        (_now, _rows, _timeline, _upAt, _wallAhead, _returned) = (0, 0, 1, 0, 0, 0);
        _isPromotionDue = false;
        Array.Fill(_at, ModelTime.Never);
        _server.Reset(_registry.Reset(isLinked: _dice.OneIn(4)));
        _server.CopyTo(_standby);

        // The weather of this seed: how the standby follows, how far the clocks differ, how often a round trip fails, how many faults there are.
        _isSynchronous = !_dice.OneIn(4);
        int skew = _dice.Of(0, 51, 122);
        _slack = (ModelTime.Lifetime * ModelReplica.TrueRate / (ModelReplica.TrueRate + skew))
            - ((ModelTime.Lifetime - ModelTime.Margin) * ModelReplica.TrueRate / (ModelReplica.TrueRate - skew)) - (3 * ModelTime.Latency);
        _troubles = _dice.Of(4, 12, 1_000);
        _faultsLeft = _dice.Below(6);
        bool hasJanitors = _dice.OneIn(2);
        Trace($"standby {(_isSynchronous ? "synchronous" : "asynchronous")}, clocks differ by up to {skew} of 1024, one round trip of {_troubles} fails");

        for (int i = 0; i < ReplicaCount; i++)
        {
            _replicas[i].Reset(ModelReplica.TrueRate + ((_dice.Below(3) - 1) * skew), _dice.Below(1_000_000), BitOperations.PopCount(_server.Events));
            _at[Janitors + i] = hasJanitors ? 1 + _dice.Below(ModelTime.Lifetime) : ModelTime.Never;
        }

        foreach (ModelForward forward in _forwards)
        {
            Prepare(forward);
        }

        for (int i = 0; i < RecordingCount; i++)
        {
            Prepare(_recordings[i], i);
        }

        _at[Faults] = _faultsLeft > 0 ? _dice.Below(2_000) : ModelTime.Never;
        _at[Standby] = _isSynchronous ? ModelTime.Never : _dice.Below(500);
    }

    private void Act(int actor)
    {
        switch (actor)
        {
            case < Watchdogs:
                Forward(_forwards[actor - Holders]);
                break;
            case < Notices:
                Watch(_forwards[actor - Watchdogs]);
                break;
            case < Vendors:
                HearOfMark(_forwards[actor - Notices]);
                break;
            case < Callers:
                Deliver(_forwards[actor - Vendors]);
                break;
            case < Couriers:
                Record(actor - Callers);
                break;
            case < LateCommits:
                Carry(_replicas[actor - Couriers]);
                break;
            case < Janitors:
                CommitLate(_replicas[actor - LateCommits]);
                break;
            case < Faults:
                TidyUp(_replicas[actor - Janitors]);
                break;
            case Faults:
                Fail();
                break;
            default:
                Replicate();
                break;
        }
    }

    private bool CanStillBreach()
    {
        bool isForwarding = false;
        bool isQueued = false;
        foreach (ModelForward forward in _forwards)
        {
            isForwarding |= forward.Step != ForwardStep.Ended;
            isQueued |= forward.Queue > 0;
        }

        if (isForwarding || !isQueued)
        {
            return isForwarding;
        }

        foreach (ModelRecording recording in _recordings)
        {
            if (!recording.HasEnded)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a process cannot take this step now: it is dead, or takes it as soon as it goes on.</summary>
    private bool IsHeldUp(ModelReplica replica, int actor)
    {
        if (replica.IsDead)
        {
            return true;
        }

        if (_now >= replica.StoppedUntil)
        {
            return false;
        }

        _at[actor] = replica.StoppedUntil + _dice.Below(ModelTime.Latency);
        return true;
    }

    private bool Has(ProtocolGuard guard) => (_guards & guard) != 0;

    /// <summary>How long a message takes: mostly a little, sometimes long.</summary>
    private int Delay() => _dice.Below(64) switch
    {
        < 50 => 1 + _dice.Below(20),
        < 60 => 10 + _dice.Below(120),
        < 63 => 100 + _dice.Below(500),
        _ => 500 + _dice.Below(2_000),
    };

    private CallFate ThrowFate(ModelReplica replica)
    {
        if (_now < replica.CutUntil)
        {
            return CallFate.Lost;
        }

        if (!_dice.OneIn(_troubles))
        {
            return CallFate.Answered;
        }

        CallFate fate = _dice.Of(CallFate.Lost, CallFate.AnswerLost, CallFate.Warned, CallFate.Late);
        if (fate == CallFate.Warned && _dice.OneIn(3))
        {
            // A wait for the standby is not cancelled without a reason.
            _isPromotionDue = true;
            _at[Faults] = Math.Min(_at[Faults], _now + _dice.Below(1_500));
        }

        return fate;
    }

    /// <summary>What was committed is on a synchronous standby too, with everything before it.</summary>
    private void Commit(CallFate fate)
    {
        if (_isSynchronous && fate != CallFate.Warned)
        {
            _server.CopyTo(_standby);
        }
    }

    /// <summary>Whether bytes of a forward that are handed over now, or still queued, break the promise of a commit that was answered.</summary>
    /// <param name="forward">The forward.</param>
    /// <param name="answered">The commits that count.</param>
    /// <param name="isRemaining">True when the decision says that this may happen.</param>
    /// <param name="what">What happens.</param>
    private void Judge(ModelForward forward, uint answered, bool isRemaining, string what)
    {
        for (uint rest = answered & ~forward.Seen; rest != 0; rest &= rest - 1)
        {
            int number = BitOperations.TrailingZeroCount(rest);
            if ((_registry.ConcernedPersons(number) >> forward.Person & 1) == 0 && (_registry.ConcernedIdentifiers(number) & forward.Tokens) == 0)
            {
                continue;
            }

            if (isRemaining)
            {
                Counts.Residuals++;
                Trace($"REMAINS: forward {forward.Number} {what} after commit {number} was answered");
                return;
            }

            _breach = $"forward {forward.Number} {what} after commit {number} ({_registry.At(number)}) was answered";
            Trace($"BREACH: {_breach}");
            return;
        }
    }

    /// <summary>True when the last stop of a process, or the one it is in, took as long as what the margin leaves for it; of the time since a moment.</summary>
    private bool HasOverslept(ModelReplica replica, int since) => Math.Min(_now, replica.StoppedUntil) - Math.Max(replica.StoppedAt, since) >= _slack;

    private void Trace([InterpolatedStringHandlerArgument("")] TraceLine line) => _trace?.Add(string.Create(CultureInfo.InvariantCulture, $"{_now,6}  {line.ToString()}"));
}
