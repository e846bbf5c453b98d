using System.Collections.Concurrent;
using System.Globalization;
using HmisGateway.Agencies;
using HmisGateway.Hosting;
using HmisGateway.Identity;
using HmisGateway.Keys;
using HmisGateway.Offline;
using HmisGateway.Telemetry;

namespace HmisGateway.Ledger;

/// <summary>
/// The anchor: lines outside the storage that name entries of the ledger. Storage that does not have them is older than it was, so
/// it may not know of a No Sharing, and forwards nothing until a person has reconciled it.
/// </summary>
internal sealed partial class LedgerAnchor(
    LedgerOptions options,
    ILedger ledger,
    IAnchorStore store,
    AnchorSeal seal,
    Pseudonymizer pseudonymizer,
    IKeyRing keys,
    GatewayMetrics metrics,
    TimeProvider time,
    ILogger<LedgerAnchor> logger) : IDisposable
{
    private readonly IAnchorLines? _lines = options.Anchor is { } place ? AnchorPlace.Open(place, options) : null;

    /// <summary>No Sharings that are on file and whose lines could not be added.</summary>
    private readonly ConcurrentDictionary<AnchorLine, byte> _owed = new();

    private volatile AnchorState _state = options.Anchor is null ? AnchorState.Off : AnchorState.Unusable;
    private volatile bool _isWritable = true;
    private volatile bool _begins;
    private long _lastHead = -1;

    /// <summary>How the storage stands to its anchor.</summary>
    public AnchorState State => _state;

    /// <summary>False while the storage may not know of a No Sharing that was acknowledged.</summary>
    public bool MayForward => _state is AnchorState.Off or AnchorState.New or AnchorState.Agrees;

    /// <summary>True while the storage contains its anchor and the last line could be added.</summary>
    public bool IsSound => MayForward && _isWritable;

    /// <summary>Compares the storage with its anchor; call once at start, before anything is forwarded. Whatever fails means that nothing is forwarded.</summary>
    /// <param name="begins">True to begin the anchor of a storage that has none; otherwise the first line begins it.</param>
    /// <param name="cancellationToken">Cancels the comparison.</param>
    public async Task OpenAsync(bool begins, CancellationToken cancellationToken)
    {
        if (_lines is null)
        {
            return;
        }

        _begins = begins;
        try
        {
            AnchorComparison comparison = await CompareAsync(cancellationToken);
            _state = comparison.State;
            if (comparison.State is AnchorState.Older or AnchorState.Missing or AnchorState.Unusable)
            {
                LogNotContained(logger, _lines.Place, comparison.Problem!, comparison.Missing.Count);
            }
            else if (begins && comparison.State == AnchorState.New)
            {
                await BeginAsync(_lines, cancellationToken);
            }
            else if (comparison.State == AnchorState.Agrees && !await store.IsMarkedAsync(cancellationToken))
            {
                await store.MarkAsync(new LedgerEvent(LedgerEventKind.Anchored, []), cancellationToken);
            }

            _lastHead = begins ? -1 : (await ledger.ReadHeadAsync(cancellationToken)).Sequence;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            _state = AnchorState.Unusable;
            LogUnreadable(logger, _lines.Place, FaultOf(exception), exception);
        }

        metrics.AnchorChecked(IsSound);
    }

    /// <summary>
    /// Where nothing is forwarded, compares again: the anchor may be readable by now, or another replica may have been told to reconcile. It leads to
    /// what a restart would lead to.
    /// </summary>
    /// <returns>True when requests are forwarded from now on.</returns>
    public async Task<bool> LookAgainAsync(CancellationToken cancellationToken)
    {
        if (_lines is null || MayForward)
        {
            return false;
        }

        try
        {
            if ((await CompareAsync(cancellationToken)).State is AnchorState.Agrees or AnchorState.New)
            {
                await OpenAsync(_begins, cancellationToken);
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // As it was, which has been told.
            return false;
        }

        if (MayForward)
        {
            LogContained(logger, _lines.Place);
        }

        return MayForward;
    }

    /// <summary>Adds each No Sharing that was just committed. Until this has returned the recording is not acknowledged.</summary>
    /// <exception cref="IOException">The anchor cannot be written.</exception>
    public async ValueTask AddNonesAsync(IReadOnlyList<(string AgencyId, Pseudonym Client)> recorded)
    {
        if (_lines is null || recorded.Count == 0)
        {
            return;
        }

        AnchorLine[] nones = [.. recorded.Select(none => new AnchorLine
        {
            Kind = AnchorLineKind.None,
            Sequence = 0,
            Hash = "",
            At = default,
            Agency = none.AgencyId,
            Client = seal.ClientOf(none.AgencyId, none.Client),
        })];
        try
        {
            await AddAsync(nones);
        }
        catch
        {
            // They are on file, so that an import that is repeated finds nothing to record.
            foreach (AnchorLine none in nones)
            {
                _owed.TryAdd(none, 0);
            }

            throw;
        }
    }

    /// <summary>
    /// Before forms are acknowledged that are on file already: adds the lines that could not be added before, or else the ledger's head, which covers what
    /// another process has recorded that ended before it had added its line.
    /// </summary>
    /// <exception cref="IOException">The anchor cannot be written.</exception>
    public async ValueTask AddOwedAsync()
    {
        if (_lines is null)
        {
            return;
        }

        bool isBehind = MayForward && (await ledger.ReadHeadAsync(CancellationToken.None)).Sequence != Volatile.Read(ref _lastHead);
        if (isBehind || !_owed.IsEmpty)
        {
            await AddAsync(_owed.IsEmpty ? [new AnchorLine { Kind = AnchorLineKind.Head, Sequence = 0, Hash = "", At = default }] : []);
        }
    }

    /// <summary>Adds erasures that are about to happen.</summary>
    /// <exception cref="IOException">The anchor cannot be written.</exception>
    public async ValueTask AddErasuresAsync(string agencyId, IReadOnlyList<Guid> receipts)
    {
        if (_lines is not null)
        {
            await AddAsync(
                [.. receipts.Select(receipt => new AnchorLine
                {
                    Kind = AnchorLineKind.Erased,
                    Sequence = 0,
                    Hash = "",
                    At = default,
                    Agency = agencyId,
                    Receipt = receipt,
                })]);
        }
    }

    /// <summary>Every erasure in the anchor; none where it is not there.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public async Task<IReadOnlyList<Erasure>> ReadErasuresAsync(CancellationToken cancellationToken) =>
        _lines is null || await _lines.ReadAsync(cancellationToken) is not { } text
            ? []
            : [.. AnchorContent.Parse(text, seal).Lines
                .Where(static line => line is { Kind: AnchorLineKind.Erased, Agency: not null, Receipt: not null })
                .Select(static line => new Erasure(line.Agency!, line.Receipt!.Value, default))];

    /// <summary>Adds the ledger's head if it has moved, or if the last attempt to add something failed. A failure is logged and shows in <see cref="IsSound"/>.</summary>
    public async Task AddHeadAsync()
    {
        if (_lines is null || !MayForward)
        {
            return;
        }

        try
        {
            if (!_isWritable || (await ledger.ReadHeadAsync(CancellationToken.None)).Sequence != Volatile.Read(ref _lastHead))
            {
                await AddAsync([new AnchorLine { Kind = AnchorLineKind.Head, Sequence = 0, Hash = "", At = default }]);
            }
        }
        catch (Exception exception) when (exception is not IOException)
        {
            LogUnwritable(logger, FaultOf(exception));
        }
        catch (IOException)
        {
            // Told by AddAsync.
        }
    }

    /// <summary>Compares again: what is missing now.</summary>
    public async Task<AnchorComparison> CompareAsync(CancellationToken cancellationToken)
    {
        if (_lines is null)
        {
            return new AnchorComparison(AnchorState.Off, null, 0, []);
        }

        // The mark first: another replica may begin the anchor now, and its first line comes before its mark.
        bool isMarked = await store.IsMarkedAsync(cancellationToken);
        AnchorContent content = AnchorContent.Parse(await _lines.ReadAsync(cancellationToken) ?? "", seal);
        if (content is { Lines.Count: 0, Problem: null })
        {
            return isMarked
                ? new AnchorComparison(AnchorState.Missing, $"the storage has an anchor, and {_lines.Place} is not there or is empty", 0, [])
                : new AnchorComparison(AnchorState.New, null, 0, []);
        }

        return await AnchorComparison.OfAsync(content, store, cancellationToken);
    }

    /// <summary>Declares that the storage is the one to go on with. Recorded in the ledger and in the anchor before anything is forwarded again.</summary>
    /// <param name="actor">Who decides; name and reason are required.</param>
    /// <param name="leavesMissing">True to go on although there are No Sharings that nobody has recorded again.</param>
    /// <returns>What it was compared with; it is reconciled unless No Sharings are missing and were not to be left.</returns>
    public async Task<AnchorReconciliation> ReconcileAsync(Actor actor, bool leavesMissing)
    {
        AnchorComparison comparison = await CompareAsync(CancellationToken.None);
        if (comparison.State is AnchorState.Off or AnchorState.New or AnchorState.Agrees)
        {
            return new AnchorReconciliation.NothingToDo();
        }

        if (comparison.Missing.Count > 0 && !leavesMissing)
        {
            return new AnchorReconciliation.NoneMissing(comparison);
        }

        LedgerEvent evidence = OperatorEvidence.EventOf(LedgerEventKind.Reconciled, actor, pseudonymizer, keys).With(
            ("anchored", comparison.Anchored.ToString(CultureInfo.InvariantCulture)),
            ("missing", comparison.Missing.Count.ToString(CultureInfo.InvariantCulture)));
        await store.MarkAsync(evidence, CancellationToken.None);
        await _lines!.CreateAsync();
        await AddAsync([new AnchorLine { Kind = AnchorLineKind.Reconciled, Sequence = 0, Hash = "", At = default }]);
        _state = AnchorState.Agrees;
        metrics.AnchorChecked(IsSound);
        LogReconciled(logger, comparison.Missing.Count);
        return new AnchorReconciliation.Done(comparison);
    }

    /// <inheritdoc/>
    public void Dispose() => _lines?.Dispose();

    private async Task BeginAsync(IAnchorLines lines, CancellationToken cancellationToken)
    {
        await AddAsync([new AnchorLine { Kind = AnchorLineKind.Head, Sequence = 0, Hash = "", At = default }]);
        if (AnchorContent.Parse(await lines.ReadAsync(cancellationToken) ?? "", seal).Lines.Count == 0)
        {
            throw new AnchorWebhookException($"{lines.Place} took the first line and does not have it");
        }

        await store.MarkAsync(new LedgerEvent(LedgerEventKind.Anchored, []), cancellationToken);
        LogBegun(logger, lines.Place);
    }

    /// <summary>Adds lines that name the head of the moment, behind those that are owed.</summary>
    private async Task AddAsync(IReadOnlyList<AnchorLine> lines)
    {
        AnchorLine[] owed = [.. _owed.Keys];
        await AddNowAsync([.. owed, .. lines]);
        foreach (AnchorLine line in owed)
        {
            _owed.TryRemove(line, out _);
        }
    }

    /// <summary>Everything committed before is in the ledger up to the head of the moment.</summary>
    private async Task AddNowAsync(IReadOnlyList<AnchorLine> lines)
    {
        try
        {
            (long sequence, byte[] hash) = await ledger.ReadHeadAsync(CancellationToken.None);
            string head = Convert.ToHexStringLower(hash);
            DateTimeOffset now = time.GetUtcNow();
            AnchorLine[] written = [.. lines.Select(line => seal.Seal(line with { Sequence = sequence, Hash = head, At = now }))];
            await WriteAsync(written);
            Volatile.Write(ref _lastHead, sequence);
            _isWritable = true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _isWritable = false;
            LogUnwritable(logger, FaultOf(exception));
            throw new IOException("The anchor of the ledger could not be written.", exception);
        }
        finally
        {
            metrics.AnchorChecked(IsSound);
        }
    }

    /// <summary>The messages of other exceptions may say anything.</summary>
    private static string FaultOf(Exception exception) => exception is AnchorWebhookException ? exception.Message : exception.GetType().Name;

    private async Task WriteAsync(AnchorLine[] lines)
    {
        // Only the very first line makes the place: one that has gone is a reason to stop, not to start anew.
        if (_state == AnchorState.New)
        {
            await _lines!.CreateAsync();
        }

        await _lines!.AppendAsync(lines);
        if (_state == AnchorState.New)
        {
            _state = AnchorState.Agrees;
        }
    }

    [LoggerMessage(1910, LogLevel.Error, "Nothing is forwarded: {Anchor}: {Problem}. {Missing} recorded No Sharings are missing. Run 'ledger reconcile'.")]
    private static partial void LogNotContained(ILogger logger, string anchor, string problem, int missing);

    [LoggerMessage(1911, LogLevel.Error, "Nothing is forwarded: the anchor {Anchor} cannot be read or begun ({Fault}).")]
    private static partial void LogUnreadable(ILogger logger, string anchor, string fault, Exception exception);

    [LoggerMessage(1912, LogLevel.Error, "The anchor could not be written ({Fault}); a No Sharing is not acknowledged until it can.")]
    private static partial void LogUnwritable(ILogger logger, string fault);

    [LoggerMessage(1913, LogLevel.Information, "The anchor {Anchor} begins.")]
    private static partial void LogBegun(ILogger logger, string anchor);

    [LoggerMessage(1914, LogLevel.Warning, "The storage was reconciled with its anchor, {Missing} No Sharings left out; requests are forwarded again.")]
    private static partial void LogReconciled(ILogger logger, int missing);

    [LoggerMessage(1915, LogLevel.Information, "The storage contains its anchor {Anchor}, as was found in a later look; requests are forwarded.")]
    private static partial void LogContained(ILogger logger, string anchor);
}
