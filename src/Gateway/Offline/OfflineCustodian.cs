using HmisGateway.Agencies;
using HmisGateway.Identity;
using HmisGateway.Keys;
using HmisGateway.Ledger;
using HmisGateway.Telemetry;

namespace HmisGateway.Offline;

/// <summary>What a person does to offline items: settles those in doubt, and erases.</summary>
internal sealed partial class OfflineCustodian(
    IOfflineQueue queue,
    IKeptItems kept,
    ErasureLog erasures,
    IStorageLog log,
    Pseudonymizer pseudonymizer,
    IKeyRing keys,
    ILogger<OfflineCustodian> logger)
{
    private const int PageSize = 500;

    /// <summary>Whose item it is; null when there is no such item.</summary>
    public async ValueTask<string?> FindAgencyAsync(Guid receipt, CancellationToken cancellationToken) =>
        (await kept.FindAsync(receipt, cancellationToken))?.AgencyId;

    /// <summary>Closes an item in doubt: somebody has looked whether it is in HMIS.</summary>
    /// <param name="agencyId">Whose item.</param>
    /// <param name="receipt">Which item.</param>
    /// <param name="arrived">True when it is in HMIS: it counts as sent. Otherwise it is held, and can be resubmitted.</param>
    /// <param name="actor">Who looked, and why.</param>
    /// <returns>False when the agency has no such item in doubt.</returns>
    public ValueTask<bool> SettleAsync(string agencyId, Guid receipt, bool arrived, Actor actor)
    {
        OfflineStatus to = arrived ? OfflineStatus.SentLater : OfflineStatus.Held;
        return queue.TryMoveAsync(
            agencyId, receipt, OfflineStatus.InDoubt, to, Evidence(agencyId, receipt, OfflineStatus.InDoubt, to, actor), CancellationToken.None);
    }

    /// <summary>Receipts of an agency's items, parts included, that were received before a moment and can be erased.</summary>
    public async Task<IReadOnlyList<Guid>> FindErasableAsync(string agencyId, DateTimeOffset before, CancellationToken cancellationToken)
    {
        List<Guid> found = [];
        Guid? after = null;
        IReadOnlyList<OfflineItem> page;
        do
        {
            page = await queue.ListAsync(new OfflineQuery(agencyId, after, PageSize, null, null, null), cancellationToken);
            foreach (OfflineItem item in page.Where(item => item.ReceivedAt < before))
            {
                // Parts first: what is found by the whole stays found until it is gone.
                found.AddRange(await FindErasablePartsAsync(agencyId, item.Receipt, before, cancellationToken));
                found.AddRange(Erasable([item]));
            }

            after = page.Count == 0 ? null : page[^1].Receipt;
        }
        while (page.Count == PageSize);
        return found;
    }

    /// <summary>Receipts of the parts of an item that can be erased; none for an item that was not split.</summary>
    public Task<IReadOnlyList<Guid>> FindErasablePartsAsync(string agencyId, Guid receipt, CancellationToken cancellationToken) =>
        FindErasablePartsAsync(agencyId, receipt, DateTimeOffset.MaxValue, cancellationToken);

    private async Task<IReadOnlyList<Guid>> FindErasablePartsAsync(string agencyId, Guid receipt, DateTimeOffset before, CancellationToken cancellationToken)
    {
        List<Guid> found = [];
        Guid? after = null;
        IReadOnlyList<OfflineItem> page;
        do
        {
            page = await queue.ListPartsAsync(agencyId, receipt, after, PageSize, cancellationToken);
            found.AddRange(Erasable(page.Where(part => part.ReceivedAt < before)));
            after = page.Count == 0 ? null : page[^1].Receipt;
        }
        while (page.Count == PageSize);
        return found;
    }

    /// <summary>Destroys the data keys and the sealed parts of items. That it will is remembered outside the storage first.</summary>
    /// <returns>How many were erased, and whether the storage's log is empty of them already.</returns>
    /// <exception cref="IOException">The erasures cannot be remembered; nothing was erased.</exception>
    public async Task<(int Erased, bool IsLogEmpty)> EraseAsync(string agencyId, IReadOnlyList<Guid> receipts, Actor actor)
    {
        if (receipts.Count == 0)
        {
            return (0, true);
        }

        await erasures.RememberAsync(agencyId, receipts);
        bool[] done = await Task.WhenAll(receipts.Select(receipt =>
        {
            // Sealed before: sealing may have to wait for a commit, and the event is finished inside one.
            LedgerEvent evidence = Evidence(agencyId, receipt, null, OfflineStatus.Erased, actor);
            return queue.TryEraseAsync(agencyId, receipt, from => WithFrom(evidence, from), isRepeated: false, CancellationToken.None).AsTask();
        }));
        return (done.Count(static erased => erased), await log.TryEmptyAsync(CancellationToken.None));
    }

    /// <summary>Erases again what was erased and is there, because the storage was restored. Does not throw: the storage may take no changes.</summary>
    public async Task RepeatErasuresAsync(CancellationToken cancellationToken)
    {
        int repeated = 0;
        try
        {
            foreach (Erasure erasure in await erasures.ReadAsync(cancellationToken))
            {
                if (await kept.FindAsync(erasure.Receipt, cancellationToken) is { IsErased: false } item && item.AgencyId == erasure.Agency)
                {
                    LedgerEvent evidence = new(
                        LedgerEventKind.ItemStatus,
                        [KeyValuePair.Create("agency", erasure.Agency), KeyValuePair.Create("receipt", erasure.Receipt.ToString()), KeyValuePair.Create("to", OfflineStatus.Erased.ToWire()), KeyValuePair.Create("repeated", "true")]);
                    repeated += await queue.TryEraseAsync(erasure.Agency, erasure.Receipt, from => WithFrom(evidence, from), isRepeated: true, cancellationToken) ? 1 : 0;
                }
            }

            if (repeated > 0)
            {
                await log.TryEmptyAsync(cancellationToken);
                LogRepeated(logger, repeated);
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogNotRepeated(logger, exception);
        }
    }

    private static IEnumerable<Guid> Erasable(IEnumerable<OfflineItem> items) =>
        items.Where(static item => OfflineTransitions.IsAllowed(item.Status, OfflineStatus.Erased)).Select(static item => item.Receipt);

    private static LedgerEvent WithFrom(LedgerEvent evidence, OfflineStatus from) =>
        evidence with { Values = [.. evidence.Values, KeyValuePair.Create("from", from.ToWire())] };

    private LedgerEvent Evidence(string agencyId, Guid receipt, OfflineStatus? from, OfflineStatus to, Actor actor)
    {
        List<KeyValuePair<string, string>> values =
            [KeyValuePair.Create("agency", agencyId), KeyValuePair.Create("receipt", receipt.ToString()), KeyValuePair.Create("to", to.ToWire())];
        if (from is { } before)
        {
            values.Add(KeyValuePair.Create("from", before.ToWire()));
        }

        return ActorEvidence.EventOf(LedgerEventKind.ItemStatus, values, agencyId, actor, pseudonymizer, keys);
    }

    [LoggerMessage(1920, LogLevel.Warning, "{Count} erased items were in the storage again, which was restored; they were erased again.")]
    private static partial void LogRepeated(ILogger logger, int count);

    [LoggerMessage(1921, LogLevel.Error, "It could not be made sure that erased items are still erased.")]
    private static partial void LogNotRepeated(ILogger logger, Exception exception);
}
