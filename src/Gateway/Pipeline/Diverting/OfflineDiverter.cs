using System.Diagnostics;
using HmisGateway.Identity;
using HmisGateway.Ledger;
using HmisGateway.Offline;
using HmisGateway.Pipeline.Answers;
using HmisGateway.Pipeline.Deciding;
using HmisGateway.Pipeline.Receiving;
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
    LedgerEvidence evidence,
    GatewayMetrics metrics,
    GateTelemetry telemetry)
{
    private static readonly string OutcomeUnknown = ProblemCode.OutcomeUnknown.ToWire();

    /// <summary>Keeps a diverted request and answers it.</summary>
    public async Task DivertAsync(GateExchange exchange, Deliberation deliberation, ConsentDecision.Divert divert)
    {
        if (exchange.CarriesNothing)
        {
            await ledger.AppendAsync(evidence.Refused(exchange, deliberation, divert), CancellationToken.None);
            telemetry.NotForwarded(exchange, deliberation, divert);
            exchange.EndsConnection = divert.Code == DivertCode.PayloadUnreadable;
            await AnswerAsync(exchange, Problems.Refused(divert.Code));
            return;
        }

        await KeepAsync(exchange, deliberation, divert.Code.ToWire(), divert.Reason.ToWire(), divert.LockedAttempt, OfflineStatus.Held);
        telemetry.NotForwarded(exchange, deliberation, divert);
        exchange.EndsConnection = divert.Code == DivertCode.PayloadUnreadable;
        await AnswerAsync(exchange, Problems.Diverted(divert.Code, exchange.Id, divert.LockedAttempt, divert.Pointers));
    }

    /// <summary>Keeps a request that was sent and got no complete answer, and answers it. It is never sent again by itself.</summary>
    public async Task KeepInDoubtAsync(GateExchange exchange, Deliberation deliberation)
    {
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

    private async Task KeepAsync(
        GateExchange exchange, Deliberation deliberation, string code, string reason, bool lockedAttempt, OfflineStatus status)
    {
        using Activity? activity = GatewayActivity.StartDivert();
        (byte[] details, IReadOnlyList<Pseudonym> clients) = await description.DescribeAsync(exchange, deliberation, code, reason);
        SealedParts parts = sealer.Seal(exchange.Agency.Id, exchange.Id, details, exchange.Original.Span);
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
            Bytes = exchange.Original.Length,
            Clients = clients,
            WrappedKey = parts.WrappedKey,
            SealedDetails = parts.SealedDetails,
            SealedContent = parts.SealedContent,
        };
        string kept = status == OfflineStatus.InDoubt ? LedgerEventKind.InDoubt : LedgerEventKind.Diverted;
        RecordKind? kind = deliberation.Records.Count > 0 ? deliberation.Records[0].Record.Kind : null;
        try
        {
            await queue.StoreAsync(
                item, evidence.Kept(kept, exchange, deliberation, code, lockedAttempt, parts), CancellationToken.None);
        }
        catch
        {
            metrics.ItemQueued(QueueingResult.Failed, kind);
            throw;
        }

        metrics.ItemQueued(QueueingResult.Stored, kind);
    }

    private static async Task AnswerAsync(GateExchange exchange, Problem problem)
    {
        exchange.Context.Response.Clear();
        exchange.Context.Response.Headers[GatewayHeaders.Decision] = exchange.Id.ToString();
        if (exchange.EndsConnection)
        {
            ConnectionEnd.AfterAnswer(exchange.Context);
        }

        await ProblemWriter.WriteAsync(exchange.Context, problem, CancellationToken.None);
    }
}
