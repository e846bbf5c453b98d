using System.Buffers;
using System.Diagnostics;
using HmisGateway.Identity;
using HmisGateway.Ledger;
using HmisGateway.Offline;
using HmisGateway.Pipeline.Answers;
using HmisGateway.Pipeline.Bulk;
using HmisGateway.Pipeline.Deciding;
using HmisGateway.Pipeline.Enumeration;
using HmisGateway.Pipeline.Repeats;
using HmisGateway.Policy.Decisions;
using HmisGateway.Policy.Profiles;
using HmisGateway.Telemetry;

namespace HmisGateway.Pipeline.Diverting;

/// <summary>Steps 7b and 8b: seals what was not forwarded, makes it durable together with its ledger event, and only then answers.</summary>
internal sealed class OfflineDiverter(
    IOfflineQueue queue,
    ILedger ledger,
    ItemSealer sealer,
    ItemDescription description,
    ContentKeys contents,
    EnumerationWatch enumeration,
    LedgerEvidence evidence,
    GatewayMetrics metrics,
    GateTelemetry telemetry)
{
    private const int PieceLength = 1024 * 1024;

    private static readonly string OutcomeUnknown = ProblemCode.OutcomeUnknown.ToWire();

    /// <summary>Keeps a diverted request and answers it.</summary>
    public async Task DivertAsync(GateExchange exchange, Deliberation deliberation, ConsentDecision.Divert divert)
    {
        if (exchange.CarriesNothing)
        {
            await ledger.AppendAsync(evidence.Refused(exchange, deliberation, divert.Code.ToWire()), CancellationToken.None);
            telemetry.NotForwarded(exchange, deliberation, divert);
            exchange.EndsConnection = divert.Code == DivertCode.PayloadUnreadable;
            await AnswerAsync(exchange, Problems.Refused(divert.Code));
            return;
        }

        ItemKeeping kept = await KeepAsync(
            exchange, deliberation, divert.Code.ToWire(), divert.Reason.ToWire(), divert.LockedAttempt, OfflineStatus.Held);
        if (kept is ItemKeeping.KeyReused)
        {
            await RefuseReusedKeyAsync(exchange, deliberation);
            return;
        }

        if (divert.Code == DivertCode.ConsentNotConfirmed)
        {
            enumeration.Refused(exchange.Agency.Id, deliberation);
        }

        telemetry.NotForwarded(exchange, deliberation, divert);
        exchange.EndsConnection = divert.Code == DivertCode.PayloadUnreadable;
        Problem problem = Problems.Diverted(divert.Code, exchange.Id, divert.LockedAttempt, divert.Pointers);
        await AnswerAsync(exchange, kept is ItemKeeping.Joined { Receipt: var earlier } ? Problems.Joined(problem, earlier) : problem);
    }

    /// <summary>Keeps a request that was sent and got no complete answer, and answers it. It is never sent again by itself.</summary>
    public async Task KeepInDoubtAsync(GateExchange exchange, Deliberation deliberation)
    {
        if (exchange.Resubmits is { } resubmitted)
        {
            // The item itself has been in doubt since before it was sent.
            await AnswerAsync(exchange, Problems.OutcomeUnknown(resubmitted));
            return;
        }

        bool isLocked = deliberation.Records.Any(static record => record.Record.IsLocked);
        bool isKept = true;
        try
        {
            await KeepAsync(exchange, deliberation, OutcomeUnknown, OutcomeUnknown, isLocked, OfflineStatus.InDoubt);
        }
        catch (Exception)
        {
            // It may be in HMIS, so 503 "nothing was forwarded" would be untrue; the ledger's intent without outcome tells of it.
            isKept = false;
        }

        await AnswerAsync(exchange, Problems.OutcomeUnknown(isKept ? exchange.Id : null));
    }

    /// <summary>Answers a request whose <c>Idempotency-Key</c> came with another request before. Nothing is sent and nothing is kept.</summary>
    public async Task RefuseReusedKeyAsync(GateExchange exchange, Deliberation deliberation)
    {
        await ledger.AppendAsync(
            evidence.Refused(exchange, deliberation, ProblemCode.IdempotencyKeyReused.ToWire()), CancellationToken.None);
        telemetry.KeyReused(exchange, deliberation);
        await AnswerAsync(exchange, Problems.IdempotencyKeyReused());
    }

    private async Task<ItemKeeping> KeepAsync(
        GateExchange exchange, Deliberation deliberation, string code, string reason, bool lockedAttempt, OfflineStatus status)
    {
        using Activity? activity = GatewayActivity.StartDivert();
        RecordKind? kind = deliberation.Records.Count > 0 ? deliberation.Records[0].Record.Kind : null;
        try
        {
            ContentKey content = contents.Of(exchange, deliberation);
            IReadOnlyDictionary<Pseudonym, string> clients = await description.FindClientsAsync(exchange, deliberation);
            IReadOnlyList<LearnedReferences> learned = StatedFingerprints.OfNoSharing(deliberation, exchange.Agency.Id);
            ItemKeeping kept = await TryJoinAsync(exchange, deliberation, code, status, content, [.. clients.Keys], learned)
                ?? await StoreAsync(exchange, deliberation, code, reason, lockedAttempt, status, content, clients, learned);
            if (kept is not ItemKeeping.KeyReused)
            {
                metrics.ItemQueued(kept is ItemKeeping.Joined ? QueueingResult.Deduplicated : QueueingResult.Stored, kind);
            }

            return kept;
        }
        catch
        {
            metrics.ItemQueued(QueueingResult.Failed, kind);
            throw;
        }
    }

    /// <summary>An attempt that joins an item needs no second sealed copy. Whether it does is settled in the commit.</summary>
    private async ValueTask<ItemKeeping?> TryJoinAsync(
        GateExchange exchange,
        Deliberation deliberation,
        string code,
        OfflineStatus status,
        ContentKey content,
        IReadOnlyList<Pseudonym> clients,
        IReadOnlyList<LearnedReferences> learned)
    {
        if (status != OfflineStatus.Held || !queue.Open.IsHeld(content))
        {
            return null;
        }

        OfflineAttempt attempt = new()
        {
            Decision = exchange.Id,
            AgencyId = exchange.Agency.Id,
            Content = content,
            ReceivedAt = exchange.ReceivedAt,
            Code = code,
            Joins = OfflineStatus.Held,
            Clients = clients,
            Learned = learned,
        };
        return await queue.TryJoinAsync(
            attempt, evidence.Repeated(exchange, deliberation, code), contents.ClaimOf(exchange, deliberation), CancellationToken.None);
    }

    private async ValueTask<ItemKeeping> StoreAsync(
        GateExchange exchange,
        Deliberation deliberation,
        string code,
        string reason,
        bool lockedAttempt,
        OfflineStatus status,
        ContentKey content,
        IReadOnlyDictionary<Pseudonym, string> clients,
        IReadOnlyList<LearnedReferences> learned)
    {
        byte[] details = description.Describe(exchange, deliberation, code, reason, [.. clients.Values]).ToBytes();
        (SealedParts parts, int pieces) = exchange.Upload is { } upload
            ? await SealAsync(exchange, details, upload)
            : (sealer.Seal(exchange.Agency.Id, exchange.Id, details, exchange.Original.Span), 0);
        OfflineItem item = new()
        {
            Receipt = exchange.Id,
            AgencyId = exchange.Agency.Id,
            ReceivedAt = exchange.ReceivedAt,
            Code = code,
            LockedAttempt = lockedAttempt,
            RecordKinds = [.. deliberation.Records.Select(static record => record.Record.Kind.ToWire()).Distinct()],
            Status = status,
            Attempts = 1,
            Bytes = exchange.OriginalLength,
            Clients = [.. clients.Keys],
            WrappedKey = parts.WrappedKey,
            SealedDetails = parts.SealedDetails,
            SealedContent = parts.SealedContent,
            Content = content,
            Pieces = pieces,
            Learned = learned,
        };
        string kept = status == OfflineStatus.InDoubt ? LedgerEventKind.InDoubt : LedgerEventKind.Diverted;
        LedgerEvent stored = evidence.Kept(kept, exchange, deliberation, code, lockedAttempt, parts);

        // The key of a request that was sent was seen with its intent.
        IdempotencyClaim? claim = status == OfflineStatus.Held ? contents.ClaimOf(exchange, deliberation) : null;
        return await queue.StoreAsync(item, stored, claim, CancellationToken.None);
    }

    /// <summary>Seals an upload piece by piece. Pieces that no item follows are removed at the next start.</summary>
    private async Task<(SealedParts Parts, int Pieces)> SealAsync(GateExchange exchange, byte[] details, Upload upload)
    {
        using LargeItemSeal seal = sealer.BeginLarge(exchange.Agency.Id, exchange.Id, details);
        await using Stream body = upload.Spool.OpenRead();
        byte[] piece = ArrayPool<byte>.Shared.Rent(PieceLength);
        try
        {
            int length;
            while ((length = await body.ReadAtLeastAsync(piece.AsMemory(0, PieceLength), PieceLength, throwOnEndOfStream: false)) > 0)
            {
                int number = seal.Pieces;
                await queue.StorePieceAsync(exchange.Id, number, seal.Seal(piece.AsSpan(0, length)), CancellationToken.None);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece, clearArray: true);
        }

        return (seal.Finish(), seal.Pieces);
    }

    /// <summary>What was kept of a request is told with the answer to the rest, which was sent.</summary>
    private static ValueTask AnswerAsync(GateExchange exchange, Problem problem) => exchange.AnswerAsync(problem, tellsKept: exchange.WasSent);
}
