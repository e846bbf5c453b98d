using System.IO.Compression;
using HmisGateway.Identity;
using HmisGateway.Ledger;
using HmisGateway.Offline;
using HmisGateway.Pipeline.Deciding;
using HmisGateway.Pipeline.Diverting;
using HmisGateway.Pipeline.Repeats;
using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Decisions;
using HmisGateway.Policy.Profiles;
using HmisGateway.Storage;
using HmisGateway.Telemetry;

namespace HmisGateway.Pipeline.Bulk;

/// <summary>
/// Step 7b for the rows that are taken out of an upload: one item for the upload, whose receipt the agency gets, and one for each client with
/// the client's rows, which can be read, sent again and erased by itself. Durable before the rest of the upload is sent.
/// </summary>
internal sealed partial class PartKeeper(
    IOfflineQueue queue,
    ItemSealer sealer,
    ItemDescription description,
    ContentKeys contents,
    LedgerEvidence evidence,
    Pseudonymizer pseudonymizer,
    GatewayMetrics metrics,
    TimeProvider time,
    ILogger<PartKeeper> logger)
{
    private const int AtATime = 128;
    private const string ArchiveType = "application/zip";

    /// <summary>Keeps the rows.</summary>
    /// <returns>The receipt of the upload's item, and the contents of its parts.</returns>
    public async Task<KeptSplit> KeepAsync(GateExchange exchange, Deliberation deliberation, UploadSplit split)
    {
        ContentKey splitKey = contents.OfSplit(exchange, deliberation);
        Guid receipt = await KeepWholeAsync(exchange, deliberation, split, splitKey);
        HashSet<ContentKey> parts = [];
        List<Task<ItemKeeping>> storing = [];
        foreach (IReadOnlyDictionary<int, SortedDictionary<int, List<byte[]>>> group in split.Removed.ReadGroups())
        {
            foreach ((int part, SortedDictionary<int, List<byte[]>> files) in group)
            {
                OfflineItem item = Seal(exchange, deliberation, split, receipt, splitKey, part, files, out LedgerEvent stored);
                parts.Add(item.Content!.Value);
                storing.Add(queue.StoreAsync(item, stored, CancellationToken.None).AsTask());
                if (storing.Count == AtATime)
                {
                    await Task.WhenAll(storing);
                    storing.Clear();
                }
            }
        }

        await Task.WhenAll(storing);
        metrics.ItemQueued(QueueingResult.Stored, RecordKind.Client);
        return new KeptSplit(receipt, split.IsFullRefresh, parts);
    }

    /// <summary>
    /// Closes what was kept of an earlier, equal upload and is forwarded now. Does not throw: the agency must hear the vendor's answer.
    /// </summary>
    /// <param name="exchange">The upload that was sent.</param>
    /// <param name="deliberation">What was found out about it.</param>
    public async Task CloseEarlierAsync(GateExchange exchange, Deliberation deliberation)
    {
        if (deliberation.Split is not { } split || queue.Open.IsEmpty)
        {
            return;
        }

        try
        {
            ContentKey splitKey = contents.OfSplit(exchange, deliberation);
            if (queue.Open.IsHeld(splitKey))
            {
                await CloseEarlierAsync(exchange, deliberation, split, splitKey);
            }
        }
        catch (Exception exception)
        {
            LogNotClosed(logger, exchange.Id, exception);
        }
    }

    private async Task CloseEarlierAsync(GateExchange exchange, Deliberation deliberation, UploadSplit split, ContentKey splitKey)
    {
        foreach (UploadClient client in split.Clients.Permitted)
        {
            ContentKey part = contents.OfPart(splitKey, ReferenceOf(exchange, deliberation, client.ClientId));
            if (queue.Open.IsHeld(part) && exchange.Kept?.Parts.Contains(part) != true)
            {
                await queue.CloseSentLaterAsync(exchange.Agency.Id, part, exchange.Id, CancellationToken.None);
            }
        }

        if (exchange.Kept is null)
        {
            await queue.CloseSentLaterAsync(exchange.Agency.Id, splitKey, exchange.Id, CancellationToken.None);
        }
    }

    private async Task<Guid> KeepWholeAsync(GateExchange exchange, Deliberation deliberation, UploadSplit split, ContentKey splitKey)
    {
        Guid receipt = Guid.CreateVersion7(time.GetUtcNow());
        ConsentDecision.Divert reason = split.FirstReason();
        OfflineDetails details = description.Describe(exchange, deliberation, reason.Code.ToWire(), reason.Reason.ToWire(), []) with
        {
            IsSplit = true,
            ContentType = ArchiveType,
            Warning = split.IsFullRefresh ? OfflineDetails.FullRefreshWarning : null,
        };
        SealedParts parts = sealer.Seal(exchange.Agency.Id, receipt, details.ToBytes(), []);
        OfflineItem item = Item(exchange, receipt, reason, parts, [], split.Removed.Bytes) with { Content = splitKey };
        ItemKeeping kept = await queue.StoreAsync(item, evidence.Split(exchange, deliberation, split, receipt, parts), CancellationToken.None);
        return kept is ItemKeeping.Joined { Receipt: var earlier } ? earlier : receipt;
    }

    private OfflineItem Seal(
        GateExchange exchange,
        Deliberation deliberation,
        UploadSplit split,
        Guid parent,
        ContentKey splitKey,
        int part,
        SortedDictionary<int, List<byte[]>> files,
        out LedgerEvent stored)
    {
        Guid receipt = Guid.CreateVersion7(time.GetUtcNow());
        ConsentDecision.Divert reason = split.ReasonOf(part);
        string? clientId = part < 0 ? null : split.Clients[part].ClientId;
        Pseudonym[] clients = clientId is null || deliberation.Rule!.IdSpace != IdentifierScheme.Agency
            ? []
            : [pseudonymizer.OfAgencyClient(exchange.Agency.Id, clientId)];
        byte[] content = Archive(split, files);
        OfflineDetails details = description.Describe(exchange, deliberation, reason.Code.ToWire(), reason.Reason.ToWire(), clientId is null ? [] : [clientId]) with
        {
            ContentType = ArchiveType,
        };
        SealedParts parts = sealer.Seal(exchange.Agency.Id, receipt, details.ToBytes(), content);
        stored = evidence.Part(exchange, deliberation, receipt, parent, reason.Code.ToWire(), part < 0 ? [] : split.Clients[part].Persons, parts);
        ContentKey key = contents.OfPart(splitKey, clientId is null ? null : ReferenceOf(exchange, deliberation, clientId));
        return Item(exchange, receipt, reason, parts, clients, content.Length) with
        {
            Parent = parent,
            Content = key,
            Learned = part >= 0 && split.Clients[part] is { Divert: not null, Learned: { } learned } ? [learned] : [],
        };
    }

    private Pseudonym ReferenceOf(GateExchange exchange, Deliberation deliberation, string clientId) => pseudonymizer.OfReference(
        new ClientReference(deliberation.Rule!.IdSpace, ReferenceRole.Refers, clientId, ""), exchange.Agency.Id, deliberation.Destination!.Value.Vendor.Name);

    private static OfflineItem Item(
        GateExchange exchange, Guid receipt, ConsentDecision.Divert reason, SealedParts parts, IReadOnlyList<Pseudonym> clients, long bytes) => new()
        {
            Receipt = receipt,
            AgencyId = exchange.Agency.Id,
            ReceivedAt = exchange.ReceivedAt,
            Code = reason.Code.ToWire(),
            LockedAttempt = false,
            RecordKinds = [RecordKind.Client.ToWire()],
            Status = OfflineStatus.Held,
            Attempts = 1,
            Bytes = bytes,
            Clients = clients,
            WrappedKey = parts.WrappedKey,
            SealedDetails = parts.SealedDetails,
            SealedContent = parts.SealedContent,
        };

    private static byte[] Archive(UploadSplit split, SortedDictionary<int, List<byte[]>> files)
    {
        using MemoryStream bytes = new();
        using (ZipArchive archive = new(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((int file, List<byte[]> rows) in files)
            {
                using Stream into = archive.AddFile(split.Files[file].Name).Open();
                into.Write(split.Files[file].Header);
                foreach (byte[] row in rows)
                {
                    into.Write(row);
                    if (row[^1] != '\n')
                    {
                        into.Write("\r\n"u8);
                    }
                }
            }
        }

        return bytes.ToArray();
    }

    [LoggerMessage(1012, LogLevel.Error, "Parts kept of an earlier upload that {DecisionId} sent now could not be closed; they are still held.")]
    private static partial void LogNotClosed(ILogger logger, Guid decisionId, Exception exception);
}
