using HmisGateway.Identity;
using HmisGateway.Ledger;
using HmisGateway.Offline;
using HmisGateway.Pipeline.Deciding;
using HmisGateway.Pipeline.Diverting;
using HmisGateway.Pipeline.Repeats;
using HmisGateway.Policy.Decisions;
using HmisGateway.Policy.Profiles;
using HmisGateway.Telemetry;

namespace HmisGateway.Pipeline.Splitting;

/// <summary>
/// Step 7b for what is taken out of a request: one item for the request, whose receipt the agency gets, and one for each client with the
/// client's records, which can be read, sent again and erased by itself. Durable before the rest of the request is sent.
/// </summary>
internal sealed partial class PartKeeper(
    IOfflineQueue queue,
    ItemSealer sealer,
    ItemDescription description,
    ContentKeys contents,
    LedgerEvidence evidence,
    GatewayMetrics metrics,
    TimeProvider time,
    ILogger<PartKeeper> logger)
{
    private const int AtATime = 16;

    /// <summary>Keeps what is taken out.</summary>
    /// <param name="exchange">The request.</param>
    /// <param name="deliberation">What was found out about the rest.</param>
    /// <param name="split">How it was taken apart.</param>
    /// <param name="parts">The parts; read once, one after the other.</param>
    /// <returns>The receipt of the request's item, and those of its parts.</returns>
    public async Task<KeptSplit> KeepAsync(GateExchange exchange, Deliberation deliberation, ISplit split, IEnumerable<SplitPart> parts)
    {
        RecordKind kind = deliberation.Rule!.Kind;
        ItemKeeping whole = await KeepWholeAsync(exchange, deliberation, split, out Guid made);
        Guid receipt = ReceiptOf(whole, made);
        HashSet<Guid> kept = [];
        HashSet<Pseudonym> clients = [];
        bool isOfNobody = false;
        foreach (SplitPart[] some in parts.Chunk(AtATime))
        {
            clients.UnionWith(some.SelectMany(static part => part.Clients));
            isOfNobody |= Array.Exists(some, static part => part.Clients.Count == 0);
            kept.UnionWith(await Task.WhenAll(some.Select(part => KeepPartAsync(exchange, deliberation, receipt, part))));
        }

        metrics.ItemQueued(whole is ItemKeeping.Joined ? QueueingResult.Deduplicated : QueueingResult.Stored, kind);
        return new KeptSplit(receipt, split.Warning, kept, clients, isOfNobody);
    }

    /// <summary>
    /// Closes what was kept of an earlier, equal request and is forwarded now. Does not throw: the agency must hear the vendor's answer.
    /// </summary>
    /// <param name="exchange">The request that was sent.</param>
    /// <param name="deliberation">What was found out about it.</param>
    public async Task CloseEarlierAsync(GateExchange exchange, Deliberation deliberation)
    {
        if (deliberation.Rule is not { Batch: BatchMode.Split } || queue.Open.IsEmpty)
        {
            return;
        }

        try
        {
            ContentKey splitKey = contents.OfSplit(exchange, deliberation);
            if (queue.Open.IsHeld(splitKey))
            {
                await CloseEarlierAsync(exchange, splitKey);
            }
        }
        catch (Exception exception)
        {
            LogNotClosed(logger, exchange.Id, exception);
        }
    }

    private static Guid ReceiptOf(ItemKeeping kept, Guid made) => kept is ItemKeeping.Joined { Receipt: var earlier } ? earlier : made;

    private async Task CloseEarlierAsync(GateExchange exchange, ContentKey splitKey)
    {
        string agencyId = exchange.Agency.Id;
        if ((exchange.Kept?.Receipt ?? await queue.FindHeldAsync(agencyId, splitKey, CancellationToken.None)) is not { } parent)
        {
            return;
        }

        Guid? after = null;
        while (await queue.ListPartsAsync(agencyId, parent, after, AtATime, CancellationToken.None) is { Count: > 0 } page)
        {
            await Task.WhenAll(page
                .Where(part => part.Status == OfflineStatus.Held && exchange.Kept?.Sent(part) != false)
                .Select(part => queue.TryMoveAsync(
                    agencyId,
                    part.Receipt,
                    OfflineStatus.Held,
                    OfflineStatus.SentLater,
                    AttemptEvidence.Moved(agencyId, part.Receipt, OfflineStatus.Held.ToWire(), OfflineStatus.SentLater.ToWire(), exchange.Id),
                    CancellationToken.None).AsTask()));
            after = page[^1].Receipt;
        }

        if (exchange.Kept is null)
        {
            await queue.CloseSentLaterAsync(agencyId, splitKey, exchange.Id, CancellationToken.None);
        }
    }

    private Task<ItemKeeping> KeepWholeAsync(GateExchange exchange, Deliberation deliberation, ISplit split, out Guid receipt)
    {
        receipt = Guid.CreateVersion7(time.GetUtcNow());
        ConsentDecision.Divert reason = split.FirstReason();
        OfflineDetails details = description.Describe(exchange, deliberation, reason.Code.ToWire(), reason.Reason.ToWire(), []).WithoutEncoding() with
        {
            IsSplit = true,
            ContentType = OfflineDetails.ArchiveType,
            Records = [],
            Warning = split.Warning,
        };
        SealedParts sealedParts = sealer.Seal(exchange.Agency.Id, receipt, details.ToBytes(), []);
        OfflineItem item = Item(exchange, deliberation, receipt, reason, sealedParts, split.RemovedBytes) with
        {
            Content = contents.OfSplit(exchange, deliberation),
        };
        return queue.StoreAsync(item, evidence.Split(exchange, deliberation, split, receipt, sealedParts), CancellationToken.None).AsTask();
    }

    private async Task<Guid> KeepPartAsync(GateExchange exchange, Deliberation deliberation, Guid parent, SplitPart part)
    {
        Guid receipt = Guid.CreateVersion7(time.GetUtcNow());
        SealedParts sealedParts = sealer.Seal(exchange.Agency.Id, receipt, part.Details.ToBytes(), part.Content);
        OfflineItem item = Item(exchange, deliberation, receipt, part.Reason, sealedParts, part.Content.Length) with
        {
            Parent = parent,
            Clients = part.Clients,
            Content = part.Key,
            Learned = part.Learned,
        };
        LedgerEvent stored = evidence.Part(exchange, deliberation, receipt, parent, part.Reason.Code.ToWire(), part.Persons, sealedParts);
        return ReceiptOf(await queue.StoreAsync(item, stored, CancellationToken.None), receipt);
    }

    private static OfflineItem Item(
        GateExchange exchange, Deliberation deliberation, Guid receipt, ConsentDecision.Divert reason, SealedParts parts, long bytes) => new()
        {
            Receipt = receipt,
            AgencyId = exchange.Agency.Id,
            ReceivedAt = exchange.ReceivedAt,
            Code = reason.Code.ToWire(),
            LockedAttempt = reason.LockedAttempt,
            RecordKinds = [deliberation.Rule!.Kind.ToWire()],
            Status = OfflineStatus.Held,
            Attempts = 1,
            Bytes = bytes,
            Clients = [],
            WrappedKey = parts.WrappedKey,
            SealedDetails = parts.SealedDetails,
            SealedContent = parts.SealedContent,
        };

    [LoggerMessage(1012, LogLevel.Error, "Parts kept of an earlier request that {DecisionId} sent now could not be closed; they are still held.")]
    private static partial void LogNotClosed(ILogger logger, Guid decisionId, Exception exception);
}
