using System.Diagnostics;
using System.Globalization;
using System.Text;
using HmisGateway.Experiments.Fence;
using HmisGateway.Experiments.Rounds;
using HmisGateway.Experiments.Vendor;

namespace HmisGateway.Experiments.Revocation;

/// <summary>
/// One round: writes about a client of Full Sharing come as far as the cell's point, its fault strikes, and No Sharing is recorded through another
/// replica, where there is one. Once that is acknowledged, not one byte of them may arrive at the vendor.
/// </summary>
internal sealed class RevocationRound
{
    private const int Writes = 6;
    private const int LargeWrites = 4;
    private const int SmallBody = 400;
    private const int LargeBody = 256 * 1024;
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PastTheLease = Deployment.PermitLifetime + TimeSpan.FromMilliseconds(500);

    /// <summary>The others think by then that a replica which does nothing has ended.</summary>
    private static readonly TimeSpan PastItsEnd = (3 * Deployment.PermitLifetime) + TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestHold = Deployment.PermitLifetime + TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan ClockPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly string[] Clocks = ["of the server", "of the replica", "of both"];

    private readonly Deployment _deployment;
    private readonly RevocationCell _cell;
    private readonly int _attempt;
    private readonly Subject _subject;
    private readonly bool _areMentions;
    private readonly Replica _forwarder;
    private readonly Replica _recorder;
    private readonly bool _isHeldLong;
    private readonly bool _flowsBeforeRecovery;
    private readonly bool _isAwayLong;
    private readonly bool _answersLate;
    private readonly bool _isBusy;
    private readonly TimeSpan _gap;
    private readonly int _clock;
    private readonly TimeSpan _approach;
    private readonly TimeSpan _earlyRelease;
    private readonly TimeSpan _jitter;
    private readonly int _bodyBytes;
    private readonly string _vendor;
    private readonly RevocationWrites _writes;
    private readonly List<RecordedChunk> _chunks = [];
    private readonly List<string> _problems = [];

    /// <summary>Chooses the variation.</summary>
    /// <param name="deployment">What it runs on.</param>
    /// <param name="cell">The cell.</param>
    /// <param name="attempt">Counts the rounds of the whole run from 1.</param>
    /// <param name="areMentions">True when the writes are about another client and mention this one.</param>
    /// <param name="numbers">The random numbers of this round.</param>
    public RevocationRound(Deployment deployment, RevocationCell cell, int attempt, bool areMentions, SeededNumbers numbers)
    {
        _deployment = deployment;
        _cell = cell;
        _attempt = attempt;
        _subject = new Subject(attempt);
        _areMentions = areMentions;
        int count = deployment.Replicas.Count;
        int forwarder = numbers.Next(count);
        _forwarder = deployment.Replicas[forwarder];
        _recorder = deployment.Replicas[count == 1 ? 0 : (forwarder + 1 + numbers.Next(count - 1)) % count];
        _isHeldLong = numbers.Next(2) == 0;
        _flowsBeforeRecovery = numbers.Next(2) == 0;
        _clock = numbers.Next(Clocks.Length);
        _approach = TimeSpan.FromMilliseconds(20 + numbers.Next(100));
        _earlyRelease = TimeSpan.FromMilliseconds(50 + numbers.Next(350));
        _jitter = TimeSpan.FromMilliseconds(numbers.Next(500));
        _bodyBytes = cell.Point != RevocationPoint.MidBody ? SmallBody : LargeBody << (2 * numbers.Next(2));
        _isAwayLong = numbers.Next(2) == 0;
        _answersLate = numbers.Next(2) == 0 && cell is { Point: RevocationPoint.BeforeAnswer, Fault: not RevocationFault.Slow };
        _gap = cell.Fault is RevocationFault.Stop or RevocationFault.Kill or RevocationFault.Cut ? numbers.Next(2) * TimeSpan.FromMilliseconds(numbers.Next(2500)) : TimeSpan.Zero;
        _isBusy = numbers.Next(2) == 0 && cell.MayRefuse;
        _vendor = cell.VendorFor(_answersLate);
        _writes = new RevocationWrites(deployment.Agency, _vendor, _subject, areMentions);
    }

    private VendorProcess Vendor => _deployment.VendorOf(_vendor);

    private int Count => _cell.Point == RevocationPoint.MidBody ? LargeWrites : Writes;

    private bool IsAlone => _deployment.Replicas.Count == 1;

    /// <summary>True when the forwarding replica has to be stopped or cut off until its permits have expired.</summary>
    private bool IsAway => _cell.Fault is RevocationFault.Stop or RevocationFault.Cut;

    private string Variation
    {
        get
        {
            List<string> words =
            [
                _areMentions ? "mentioned" : "own",
                string.Create(CultureInfo.InvariantCulture, $"forwarded by {_forwarder.Number}"), string.Create(CultureInfo.InvariantCulture, $"recorded by {_recorder.Number}"),
            ];
            if (_isBusy)
            {
                words.Add("writer busy");
            }

            if (_cell.HeldAt is not null)
            {
                words.Add(_isHeldLong ? "held long" : "held shortly");
            }

            if (_cell.IsStalled && IsAway)
            {
                words.Add(_flowsBeforeRecovery ? "vendor reads on before the replica is back" : "vendor reads on after the replica is back");
            }

            if (IsAway)
            {
                words.Add(_isAwayLong ? "away for three lifetimes" : "away for one lifetime");
            }

            if (_gap > TimeSpan.Zero)
            {
                words.Add(string.Create(CultureInfo.InvariantCulture, $"recorded {_gap.TotalMilliseconds:0} ms after the fault"));
            }

            if (_cell is { Point: RevocationPoint.BeforeAnswer, Fault: not RevocationFault.Slow })
            {
                words.Add(_answersLate ? "answered late" : "never answered");
            }

            if (_cell.Point == RevocationPoint.MidBody)
            {
                words.Add(string.Create(CultureInfo.InvariantCulture, $"{_bodyBytes / 1024} KiB each"));
            }

            if (_cell.Fault == RevocationFault.Clock)
            {
                words.Add(Clocks[_clock]);
            }

            return string.Join(", ", words);
        }
    }

    /// <summary>Carries it out.</summary>
    /// <param name="seed">The seed of the run, for the line.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    /// <exception cref="ExperimentFailedException">It could not begin.</exception>
    public async Task<RevocationLine> RunAsync(ulong seed, CancellationToken cancellationToken)
    {
        await PrepareAsync(cancellationToken);

        // :: Step 1: the writes come as far as the point
        if (_cell.HeldAt is { } point)
        {
            _forwarder.Hold.Begin(point);
        }

        _writes.Send(_forwarder, Count, _bodyBytes);
        bool isThere = await UntilThereAsync(cancellationToken);
        BusyReplica? busy = _isBusy ? BusyReplica.Start(_deployment.Agency, _forwarder) : null;
        await Task.Delay(_approach, TimeProvider.System, cancellationToken);

        // :: Step 2: the fault strikes, and the choice is recorded
        int inFlight = _writes.InFlight;
        long struck = Stopwatch.GetTimestamp();
        await StrikeAsync(cancellationToken);
        Task recovering = IsAlone ? RecoverAsync(struck, cancellationToken) : Task.CompletedTask;
        await Task.Delay(_gap, TimeProvider.System, cancellationToken);
        long called = Stopwatch.GetTimestamp();
        using CancellationTokenSource giveUp = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<Acknowledgement?> recording = RecordAsync(giveUp.Token);
        Task releasing = ReleaseAsync(recording, struck, cancellationToken);
        bool isInTime = await IsInTimeAsync(recording, cancellationToken);

        // :: Step 3: the agency system goes on trying; the vendor reads on; whoever was away comes back
        foreach (Replica replica in _deployment.Replicas.Where(replica => replica != _forwarder))
        {
            _writes.Send(replica, 1, SmallBody);
        }

        if (_flowsBeforeRecovery)
        {
            await FlowAsync(cancellationToken);
        }

        if (!IsAlone)
        {
            if (!isInTime)
            {
                _problems.Add(string.Create(CultureInfo.InvariantCulture, $"not acknowledged within {Patience.TotalSeconds:0} s, while the forwarding replica was away"));
            }

            await RecoverAsync(struck, cancellationToken);
            isInTime = isInTime || await IsInTimeAsync(recording, cancellationToken);
        }

        await Task.WhenAll(releasing, recovering);
        if (!isInTime)
        {
            await giveUp.CancelAsync();
        }

        Acknowledgement? acknowledged = await recording;
        if (acknowledged is not null)
        {
            _writes.Send(_forwarder, 1, SmallBody);
        }

        if (busy is not null)
        {
            await busy.StopAsync().WaitAsync(Patience, TimeProvider.System, cancellationToken);
        }

        await FlowAsync(cancellationToken);
        await _writes.WaitAsync(cancellationToken);
        await Task.Delay(Settling, TimeProvider.System, cancellationToken);

        // :: Step 4: whom nobody said no for is forwarded again by every replica
        await RestoreAsync(cancellationToken);

        // :: Step 5: what arrived, and what is kept
        _chunks.AddRange(Vendor.ReadNew());
        Arrivals arrivals = Arrivals.Of(_chunks, _subject.Canary);
        RevocationCheck check = new(_cell, _deployment.Agency, _recorder, _deployment.Recovered);
        foreach (string problem in _problems)
        {
            check.Violated($"{problem}");
        }

        check.Acknowledged(acknowledged, arrivals, _answersLate, wasAtOnce: _gap == TimeSpan.Zero);
        await check.AnsweredAsync(_writes.All, arrivals, cancellationToken);
        if (check.Violations.Count > 0)
        {
            await Console.Error.WriteLineAsync($"The last lines of replica {_forwarder.Number}:\n{_forwarder.Gateway.Process.LastLines()}");
        }

        return new RevocationLine
        {
            Seed = seed,
            Attempt = _attempt,
            Replicas = _cell.Replicas,
            Point = _cell.Point,
            Fault = _cell.Fault,
            Variation = Variation,
            InFlight = isThere ? inFlight : 0,
            Drained = acknowledged?.Drained,
            Calls = acknowledged?.Calls,
            ReturnedAfterMs = acknowledged is null ? null : Milliseconds(called, acknowledged.At),
            LastByteMs = acknowledged is null || arrivals.LastAt is not { } last ? null : Milliseconds(acknowledged.At, last),
            Verdict = check.Violations.Count > 0 ? RoundLine.Violated : isThere ? RoundLine.Held : RoundLine.NotCounted,
            Violations = check.Violations.Count > 0 ? check.Violations : null,
            Counts = check.Counts,
        };
    }

    private static double Milliseconds(long from, long to) => Math.Round(Stopwatch.GetElapsedTime(from, to).TotalMilliseconds, 1);

    private static async Task UntilAsync(long began, TimeSpan after, CancellationToken cancellationToken)
    {
        TimeSpan left = after - Stopwatch.GetElapsedTime(began);
        if (left > TimeSpan.Zero)
        {
            await Task.Delay(left, TimeProvider.System, cancellationToken);
        }
    }

    private static async Task<bool> IsInTimeAsync(Task recording, CancellationToken cancellationToken) =>
        await Task.WhenAny(recording, Task.Delay(Patience, TimeProvider.System, cancellationToken)) == recording;

    private async Task PrepareAsync(CancellationToken cancellationToken)
    {
        if (_cell.Fault == RevocationFault.Promote)
        {
            await _deployment.Database.AddStandbyAsync(cancellationToken);
        }

        ReplicaAnswer recorded = await _deployment.Agency.RecordAsync(_recorder, _subject.ClientId, _subject.Full(_vendor));
        if (recorded.Status != 200)
        {
            throw new ExperimentFailedException($"The form of {_subject.ClientId} was answered {recorded}");
        }

        _ = Vendor.ReadNew();

        // What a killed gateway had decided and not sent is in doubt some time later.
        _ = await new RevocationCheck(_cell, _deployment.Agency, _recorder, _deployment.Recovered).FindRecoveredAsync();
    }

    /// <summary>Waits until every write is at the point.</summary>
    /// <returns>False when they do not come so far.</returns>
    private async Task<bool> UntilThereAsync(CancellationToken cancellationToken)
    {
        long began = Stopwatch.GetTimestamp();
        long before = -1;
        while (Stopwatch.GetElapsedTime(began) < Patience && _writes.InFlight == Count)
        {
            _chunks.AddRange(Vendor.ReadNew());
            (int connections, long bytes) = Arrivals.Count(_chunks);
            bool isThere = _cell switch
            {
                { HeldAt: not null } => _forwarder.Hold.Count == Count,

                // A vendor that does not read takes in as much as it takes in.
                { IsStalled: true } => connections == Count && bytes == before,
                _ => Arrivals.Of(_chunks, _subject.Canary).Whole.Count == Count,
            };
            if (isThere)
            {
                return true;
            }

            before = bytes;
            await Task.Delay(_cell.IsStalled ? 10 * Poll : Poll, TimeProvider.System, cancellationToken);
        }

        return false;
    }

    private async Task StrikeAsync(CancellationToken cancellationToken)
    {
        switch (_cell.Fault)
        {
            case RevocationFault.None:
            case RevocationFault.Slow:
                break;
            case RevocationFault.Stop:
                await _forwarder.Gateway.Process.SignalAsync("STOP", cancellationToken);
                break;
            case RevocationFault.Kill:
                await _forwarder.Gateway.KillAsync();
                _forwarder.Hold.End();
                break;
            case RevocationFault.Terminate:
                await _deployment.Database.TerminateAsync(_forwarder.Links.SelectMany(static link => link.LocalPorts));
                break;
            case RevocationFault.Promote:
                await _deployment.Database.FailOverAsync();
                break;
            case RevocationFault.Cut:
                _forwarder.Cut();
                break;
            case RevocationFault.Clock:
                SetClocks(Hour);
                break;
            default:
                throw new InvalidOperationException($"Nobody knows how {_cell.Fault} strikes.");
        }
    }

    private void SetClocks(TimeSpan offset)
    {
        if (_clock != 1)
        {
            _deployment.DatabaseClock!.Set(offset);
        }

        if (_clock != 0)
        {
            _forwarder.Clock!.Set(offset);
        }
    }

    private async Task EnsureClocksWereSetAsync(CancellationToken cancellationToken)
    {
        long began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            DateTimeOffset now = TimeProvider.System.GetUtcNow();
            DateTimeOffset server = await _deployment.Database.ReadClockAsync();
            ReplicaAnswer replica = await _deployment.Agency.SendAsync(_forwarder, HttpMethod.Get, "/_gateway/v1/clients/nobody/roi");
            if ((server - now > Hour / 2) == (_clock != 1) && (replica.Date - now > Hour / 2) == (_clock != 0))
            {
                return;
            }

            // The server of the gateway makes the header once a second.
            if (TimeProvider.System.GetElapsedTime(began) > ClockPatience)
            {
                throw new ExperimentFailedException($"The clocks were to be set ahead {Clocks[_clock]}; they show {server:u} and {replica.Date:u}.");
            }

            await Task.Delay(Poll, TimeProvider.System, cancellationToken);
        }
    }

    /// <summary>Records No Sharing, again and again until it is acknowledged, as an agency system has to.</summary>
    private async Task<Acknowledgement?> RecordAsync(CancellationToken cancellationToken)
    {
        for (int calls = 1; !cancellationToken.IsCancellationRequested; calls++)
        {
            ReplicaAnswer answer = await _deployment.Agency.RecordAsync(_recorder, _subject.ClientId, Subject.None);
            bool wasAccepted = answer.Status == 202;
            while (answer is { Status: 202, Location: { } status } && !cancellationToken.IsCancellationRequested)
            {
                await Task.Delay(Poll, TimeProvider.System, CancellationToken.None);
                ReplicaAnswer said = await _deployment.Agency.SendAsync(_recorder, HttpMethod.Get, status.IsAbsoluteUri ? status.PathAndQuery : status.OriginalString);

                // Asking again is safe: the choice is recorded.
                answer = said.Status is 0 or 503 ? answer : said with { Location = said.Location ?? status };
            }

            if (answer.Status == 200 && answer.Text("drained") is { } drained)
            {
                return new Acknowledgement(answer.At, drained, calls, wasAccepted);
            }

            if (answer.Status is not (0 or 202 or 503))
            {
                throw new ExperimentFailedException($"No Sharing of {_subject.ClientId} was answered {answer}");
            }

            await Task.Delay(5 * Poll, TimeProvider.System, CancellationToken.None);
        }

        return null;
    }

    /// <summary>Lets the writes that are held go on: shortly after the choice was sent, or only after it was acknowledged.</summary>
    private async Task ReleaseAsync(Task recording, long struck, CancellationToken cancellationToken)
    {
        if (_isHeldLong)
        {
            await Task.WhenAny(recording, UntilAsync(struck, LongestHold, cancellationToken));
        }

        await Task.Delay(_earlyRelease, TimeProvider.System, cancellationToken);
        _forwarder.Hold.End();
    }

    /// <summary>Brings a replica back that is stopped, killed or cut off.</summary>
    private async Task RecoverAsync(long struck, CancellationToken cancellationToken)
    {
        if (IsAway)
        {
            await UntilAsync(struck, (_isAwayLong ? PastItsEnd : PastTheLease) + _jitter, cancellationToken);
        }

        switch (_cell.Fault)
        {
            case RevocationFault.Stop:
                await _forwarder.Gateway.Process.SignalAsync("CONT", cancellationToken);
                break;
            case RevocationFault.Kill:
                await _forwarder.Gateway.StartAsync(cancellationToken);
                break;
            case RevocationFault.Cut:
                _forwarder.Heal();
                break;
            default:
                break;
        }
    }

    /// <summary>A vendor that did not read does so now; what its kernel and the gateway's still hold would come to light.</summary>
    private async Task FlowAsync(CancellationToken cancellationToken)
    {
        if (_cell.IsStalled)
        {
            await Vendor.FlowAsync();
            await Task.Delay(Settling, TimeProvider.System, cancellationToken);
        }
    }

    /// <summary>A write about a client who shares. Each has another content: one that is in doubt would be answered as that until somebody settles it.</summary>
    private Task<ReplicaAnswer> ShareAsync(Replica replica, int number) => _deployment.Agency.SendAsync(
        replica,
        HttpMethod.Put,
        $"/clients/{AgencyClient.OtherVendorId}",
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$$"""{"client":{"alias":"raven {{{_attempt}}}.{{{number}}}"}}""")),
        "sharing");

    /// <summary>Everything as it was, and every replica forwards writes about a client who shares.</summary>
    private async Task RestoreAsync(CancellationToken cancellationToken)
    {
        if (_cell.Fault == RevocationFault.Clock)
        {
            await EnsureClocksWereSetAsync(cancellationToken);
            SetClocks(TimeSpan.Zero);
        }

        if (_cell.Fault == RevocationFault.Promote)
        {
            await _deployment.Database.RemoveCrashedAsync();
        }

        int tries = 0;
        foreach (Replica replica in _deployment.Replicas)
        {
            long began = Stopwatch.GetTimestamp();
            ReplicaAnswer answer;
            while ((answer = await ShareAsync(replica, tries++)).Status != 200 && Stopwatch.GetElapsedTime(began) < Patience)
            {
                await Task.Delay(10 * Poll, TimeProvider.System, cancellationToken);
            }

            if (answer.Status != 200)
            {
                _problems.Add(string.Create(CultureInfo.InvariantCulture, $"after it all replica {replica.Number} forwards nothing about a client who shares: {answer}"));
            }
        }
    }
}
