using HmisGateway.Ledger;
using HmisGateway.Offline;
using HmisGateway.Pipeline.Answers;
using HmisGateway.Pipeline.Deciding;
using HmisGateway.Policy.Decisions;
using HmisGateway.Telemetry;

namespace HmisGateway.Pipeline.Repeats;

/// <summary>
/// What is known of a request that is permitted now: whether the same write was sent before and nobody knows whether it arrived, whether it
/// was kept offline before, and whether its <c>Idempotency-Key</c> came with another request.
/// </summary>
internal sealed partial class RepeatedForward(
    IOfflineQueue queue,
    ILedger ledger,
    ContentKeys contents,
    LedgerEvidence evidence,
    GatewayMetrics metrics,
    ILogger<RepeatedForward> logger)
{
    private static readonly ForwardAdmission IsAdmitted = new ForwardAdmission.Admitted();
    private static readonly ForwardAdmission IsKeyReused = new ForwardAdmission.KeyReused();
    private static readonly ForwardAdmission IsNotHeld = new ForwardAdmission.NotHeld();
    private static readonly string OutcomeUnknown = ProblemCode.OutcomeUnknown.ToWire();

    /// <summary>Makes the intent of the request durable, unless something stands against sending it. Called under the fence.</summary>
    /// <param name="exchange">The request.</param>
    /// <param name="deliberation">What was found out about it.</param>
    /// <param name="permit">Reads and searches change nothing, so they may be repeated at will.</param>
    public async ValueTask<ForwardAdmission> AdmitAsync(GateExchange exchange, Deliberation deliberation, ForwardPermit permit)
    {
        IdempotencyClaim? claim = null;
        ContentKey? content = null;
        if (permit is ForwardPermit.Write or ForwardPermit.Delete)
        {
            claim = contents.ClaimOf(exchange, deliberation);
            if (await TryJoinDoubtAsync(exchange, deliberation, claim) is { } admission)
            {
                return admission;
            }

            // An item that is resubmitted has its own already.
            content = exchange.Resubmits is null ? contents.Of(exchange, deliberation) : null;
        }

        LedgerEvent intent = evidence.Intent(exchange, deliberation, content);
        if (exchange.Resubmits is { } resubmitted)
        {
            // One commit takes the item and makes the intent durable: nobody else sends it, and not after a crash either.
            exchange.HoldsItem = await queue.TryMoveAsync(
                exchange.Agency.Id, resubmitted, OfflineStatus.Held, OfflineStatus.InDoubt, intent, CancellationToken.None);
            return exchange.HoldsItem ? IsAdmitted : IsNotHeld;
        }

        if (claim is { } claimed)
        {
            return await queue.TryAdmitAsync(intent, claimed, CancellationToken.None) ? IsAdmitted : IsKeyReused;
        }

        await ledger.AppendAsync(intent, CancellationToken.None);
        return IsAdmitted;
    }

    /// <summary>Closes the items that were held for a write that the vendor has now taken. Does not throw: the agency must hear the answer.</summary>
    public async ValueTask CloseEarlierAsync(GateExchange exchange, Deliberation deliberation)
    {
        if (queue.Open.IsEmpty)
        {
            return;
        }

        try
        {
            ContentKey content = contents.Of(exchange, deliberation);
            if (queue.Open.IsHeld(content))
            {
                await queue.CloseSentLaterAsync(exchange.Agency.Id, content, exchange.Id, CancellationToken.None);
            }
        }
        catch (Exception exception)
        {
            LogNotClosed(logger, exchange.Id, exception);
        }
    }

    private async ValueTask<ForwardAdmission?> TryJoinDoubtAsync(GateExchange exchange, Deliberation deliberation, IdempotencyClaim? claim)
    {
        if (queue.Open.IsEmpty)
        {
            return null;
        }

        ContentKey content = contents.Of(exchange, deliberation);
        if (queue.Open.FindInDoubt(content) is null)
        {
            return null;
        }

        OfflineAttempt attempt = new()
        {
            Decision = exchange.Id,
            AgencyId = exchange.Agency.Id,
            Content = content,
            ReceivedAt = exchange.ReceivedAt,
            Code = OutcomeUnknown,
            Joins = OfflineStatus.InDoubt,
            Clients = [],
        };
        ItemKeeping? kept = await queue.TryJoinAsync(
            attempt, evidence.Repeated(exchange, deliberation, OutcomeUnknown), claim, CancellationToken.None);
        switch (kept)
        {
            case ItemKeeping.Joined joined:
                metrics.ItemQueued(QueueingResult.Deduplicated, deliberation.Records.Count > 0 ? deliberation.Records[0].Record.Kind : null);
                return new ForwardAdmission.InDoubt(joined.Receipt);
            case ItemKeeping.KeyReused:
                return IsKeyReused;
            default:
                // Settled this very moment: nothing stands against sending any more.
                return null;
        }
    }

    [LoggerMessage(1020, LogLevel.Error, "The offline item with the content of {DecisionId}, which was sent, could not be closed; it is still held.")]
    private static partial void LogNotClosed(ILogger logger, Guid decisionId, Exception exception);
}
