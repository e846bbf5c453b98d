using HmisGateway.Ledger;
using HmisGateway.Offline;
using HmisGateway.Pipeline.Answers;
using HmisGateway.Pipeline.Deciding;
using HmisGateway.Policy.Decisions;
using HmisGateway.Telemetry;

namespace HmisGateway.Pipeline.Repeats;

/// <summary>
/// What is known of a write that is permitted now: whether the same one was sent before and nobody knows whether it arrived, and whether
/// the same one was kept offline before.
/// </summary>
internal sealed partial class RepeatedForward(
    IOfflineQueue queue,
    ILedger ledger,
    ContentKeys contents,
    LedgerEvidence evidence,
    GatewayMetrics metrics,
    ILogger<RepeatedForward> logger)
{
    private static readonly string OutcomeUnknown = ProblemCode.OutcomeUnknown.ToWire();

    /// <summary>Joins the write to an item in doubt with the same content. Called under the fence, right before the intent.</summary>
    /// <returns>The receipt of the item: the write must not be sent again. Null when there is none.</returns>
    public async ValueTask<Guid?> JoinDoubtAsync(GateExchange exchange, Deliberation deliberation)
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

        // Null when it was settled this very moment: then nothing stands against sending.
        ItemKeeping? kept = await queue.TryJoinAsync(
            attempt, evidence.Repeated(exchange, deliberation, OutcomeUnknown), claim: null, CancellationToken.None);
        if (kept is not ItemKeeping.Joined { Receipt: var receipt })
        {
            return null;
        }

        metrics.ItemQueued(QueueingResult.Deduplicated, deliberation.Records.Count > 0 ? deliberation.Records[0].Record.Kind : null);
        return receipt;
    }

    /// <summary>Makes the intent durable.</summary>
    public ValueTask IntendAsync(GateExchange exchange, Deliberation deliberation) =>
        ledger.AppendAsync(evidence.Intent(exchange, deliberation), CancellationToken.None);

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

    [LoggerMessage(1020, LogLevel.Error, "The offline item with the content of {DecisionId}, which was sent, could not be closed; it is still held.")]
    private static partial void LogNotClosed(ILogger logger, Guid decisionId, Exception exception);
}
