using System.Globalization;
using HmisGateway.Agencies;
using HmisGateway.Hosting;
using HmisGateway.Identity;
using HmisGateway.Keys;
using HmisGateway.Offline;
using HmisGateway.Telemetry;

namespace HmisGateway.Ledger;

/// <summary>
/// The anchor: a file outside the storage that names entries of the ledger. Storage that does not have them is older than it was, so
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
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly AnchorFile? _file = options.Anchor is { } path ? new AnchorFile(path) : null;
    private volatile AnchorState _state = options.Anchor is null ? AnchorState.Off : AnchorState.Unusable;
    private volatile bool _isWritable = true;
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
        if (_file is null)
        {
            return;
        }

        try
        {
            AnchorComparison comparison = await CompareAsync(cancellationToken);
            _state = comparison.State;
            if (comparison.State is AnchorState.Older or AnchorState.Missing or AnchorState.Unusable)
            {
                LogNotContained(logger, _file.Path, comparison.Problem!, comparison.Missing.Count);
            }
            else if (begins && comparison.State == AnchorState.New)
            {
                await BeginAsync(cancellationToken);
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
            LogUnreadable(logger, _file.Path, exception);
        }

        metrics.AnchorChecked(IsSound);
    }

    /// <summary>Adds each No Sharing that was just committed. Until this has returned the recording is not acknowledged.</summary>
    /// <exception cref="IOException">The anchor cannot be written.</exception>
    public async ValueTask AddNonesAsync(IReadOnlyList<(string AgencyId, Pseudonym Client)> recorded)
    {
        if (_file is not null && recorded.Count > 0)
        {
            await AddAsync(
                [.. recorded.Select(none => new AnchorLine
                {
                    Kind = AnchorLineKind.None,
                    Sequence = 0,
                    Hash = "",
                    At = default,
                    Agency = none.AgencyId,
                    Client = seal.ClientOf(none.AgencyId, none.Client),
                })]);
        }
    }

    /// <summary>Adds erasures that are about to happen.</summary>
    /// <exception cref="IOException">The anchor cannot be written.</exception>
    public async ValueTask AddErasuresAsync(string agencyId, IReadOnlyList<Guid> receipts)
    {
        if (_file is not null)
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
    public IEnumerable<Erasure> ReadErasures() => _file is not { Exists: true }
        ? []
        : AnchorContent.Parse(_file.Read(), seal).Lines
            .Where(static line => line is { Kind: AnchorLineKind.Erased, Agency: not null, Receipt: not null })
            .Select(static line => new Erasure(line.Agency!, line.Receipt!.Value, default));

    /// <summary>Adds the ledger's head if it has moved, or if the last attempt to add something failed. A failure is logged and shows in <see cref="IsSound"/>.</summary>
    public async Task AddHeadAsync()
    {
        if (_file is null || !MayForward)
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
            LogUnwritable(logger, exception.GetType().Name);
        }
        catch (IOException)
        {
            // Told by AddAsync.
        }
    }

    /// <summary>Compares again: what is missing now.</summary>
    public async Task<AnchorComparison> CompareAsync(CancellationToken cancellationToken)
    {
        if (_file is null)
        {
            return new AnchorComparison(AnchorState.Off, null, 0, []);
        }

        AnchorContent? content = _file.Exists ? AnchorContent.Parse(_file.Read(), seal) : null;
        if (content is null or { Lines.Count: 0, Problem: null })
        {
            return await store.IsMarkedAsync(cancellationToken)
                ? new AnchorComparison(AnchorState.Missing, $"the storage has an anchor, and {_file.Path} is not there or is empty", 0, [])
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
        _file!.Create();
        await AddAsync([new AnchorLine { Kind = AnchorLineKind.Reconciled, Sequence = 0, Hash = "", At = default }]);
        _state = AnchorState.Agrees;
        metrics.AnchorChecked(IsSound);
        LogReconciled(logger, comparison.Missing.Count);
        return new AnchorReconciliation.Done(comparison);
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private async Task BeginAsync(CancellationToken cancellationToken)
    {
        await AddAsync([new AnchorLine { Kind = AnchorLineKind.Head, Sequence = 0, Hash = "", At = default }]);
        await store.MarkAsync(new LedgerEvent(LedgerEventKind.Anchored, []), cancellationToken);
        LogBegun(logger, _file!.Path);
    }

    /// <summary>Adds lines that name the head of the moment; everything committed before is in the ledger up to it.</summary>
    private async Task AddAsync(IReadOnlyList<AnchorLine> lines)
    {
        await _turn.WaitAsync();
        try
        {
            (long sequence, byte[] hash) = await ledger.ReadHeadAsync(CancellationToken.None);
            string head = Convert.ToHexStringLower(hash);
            DateTimeOffset now = time.GetUtcNow();
            AnchorLine[] written = [.. lines.Select(line => seal.Seal(line with { Sequence = sequence, Hash = head, At = now }))];
            await Task.Run(() => Write(written));
            Volatile.Write(ref _lastHead, sequence);
            _isWritable = true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _isWritable = false;
            LogUnwritable(logger, exception.GetType().Name);
            throw new IOException("The anchor of the ledger could not be written.", exception);
        }
        finally
        {
            _turn.Release();
            metrics.AnchorChecked(IsSound);
        }
    }

    private void Write(AnchorLine[] lines)
    {
        // Only the very first line makes the file: one that has gone is a reason to stop, not to start anew.
        if (_state == AnchorState.New)
        {
            _file!.Create();
        }

        _file!.Append(lines);
        if (_state == AnchorState.New)
        {
            _state = AnchorState.Agrees;
        }
    }

    [LoggerMessage(1910, LogLevel.Error, "Nothing is forwarded: {Anchor}: {Problem}. {Missing} recorded No Sharings are missing. Run 'ledger reconcile'.")]
    private static partial void LogNotContained(ILogger logger, string anchor, string problem, int missing);

    [LoggerMessage(1911, LogLevel.Error, "Nothing is forwarded: the anchor {Anchor} cannot be read or begun.")]
    private static partial void LogUnreadable(ILogger logger, string anchor, Exception exception);

    [LoggerMessage(1912, LogLevel.Error, "The anchor could not be written ({Fault}); a No Sharing is not acknowledged until it can.")]
    private static partial void LogUnwritable(ILogger logger, string fault);

    [LoggerMessage(1913, LogLevel.Information, "The anchor {Anchor} begins.")]
    private static partial void LogBegun(ILogger logger, string anchor);

    [LoggerMessage(1914, LogLevel.Warning, "The storage was reconciled with its anchor, {Missing} No Sharings left out; requests are forwarded again.")]
    private static partial void LogReconciled(ILogger logger, int missing);
}
