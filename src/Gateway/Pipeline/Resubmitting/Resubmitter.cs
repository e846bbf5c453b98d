using HmisGateway.Agencies;
using HmisGateway.Identity;
using HmisGateway.Keys;
using HmisGateway.Ledger;
using HmisGateway.Offline;
using HmisGateway.Pipeline.Bulk;
using HmisGateway.Pipeline.Deciding;
using HmisGateway.Pipeline.Forwarding;
using HmisGateway.Pipeline.Receiving;
using HmisGateway.Policy.Decisions;
using HmisGateway.Storage.Spools;
using HmisGateway.Telemetry;

namespace HmisGateway.Pipeline.Resubmitting;

/// <summary>
/// Sends an offline item through every step of the gate again, with its stored bytes. From before the sending until the vendor has
/// answered the item is in doubt, so that whatever happens it is sent once at most.
/// </summary>
internal sealed partial class Resubmitter(
    IOfflineQueue queue,
    OfflineContents contents,
    SpoolFolder spools,
    ILedger ledger,
    RequestReceiver receiver,
    OutsideChoices choices,
    UploadGate uploads,
    PermittedForward forward,
    VendorForwarder forwarder,
    VendorDirectory vendors,
    Pseudonymizer pseudonymizer,
    IKeyRing keys,
    TimeProvider time,
    ILogger<Resubmitter> logger)
{
    private static readonly string s_ambiguous = DivertReason.AmbiguousRequest.ToWire();

    /// <summary>Resubmits an item.</summary>
    /// <param name="agency">Whose item.</param>
    /// <param name="receipt">Which item.</param>
    /// <param name="actor">Who asks; name and reason are required.</param>
    /// <param name="call">The headers of the call, whose vendor credential is used; null to use the configured one only.</param>
    public async Task<Resubmission> ResubmitAsync(Agency agency, Guid receipt, Actor actor, IHeaderDictionary? call)
    {
        if (await queue.ReadAsync(agency.Id, receipt, CancellationToken.None) is not { } item)
        {
            return new Resubmission.NotFound();
        }

        if (item.Status != OfflineStatus.Held)
        {
            return NotHeld(item.Status);
        }

        DateTimeOffset now = time.GetUtcNow();
        Guid decision = Guid.CreateVersion7(now);
        await ledger.AppendAsync(
            ActorEvidence.EventOf(
                LedgerEventKind.Resubmission,
                [KeyValuePair.Create("decision", decision.ToString()), KeyValuePair.Create("agency", agency.Id), KeyValuePair.Create("receipt", receipt.ToString())],
                agency.Id,
                actor,
                pseudonymizer,
                keys),
            CancellationToken.None);

        OfflineContent content = await contents.OpenAsync(item, CancellationToken.None);
        OfflineDetails details = content.Details;
        if (details.IsSplit)
        {
            // Some of its parts may have been sent since; each is an item of its own.
            return Withheld(decision, receipt, DivertCode.PayloadUnreadable);
        }

        using EncryptedSpool body = spools.Create();
        await using (Stream into = body.OpenWrite())
        {
            await content.WriteAsync(into, CancellationToken.None);
        }

        body.Complete();
        using MemoryStream answer = new();
        string host = vendors.All.FirstOrDefault(vendor => vendor.Name == details.Vendor)?.Options.Host ?? "localhost";
        HttpContext context = StoredRequest.Build(details, body, host, call, answer);
        using GateExchange? exchange = await receiver.ReceiveAsync(context, agency, decision, now);

        // What could be read in two ways lost a header in the keeping, so it is never read again.
        if (exchange is null || details.Reason == s_ambiguous)
        {
            return Withheld(decision, receipt, DivertCode.PayloadUnreadable);
        }

        exchange.Resubmits = receipt;
        try
        {
            Deliberation deliberation = exchange.Upload is not null
                ? await uploads.DecideAsync(exchange, forwarder.ForwardAsync)
                : await choices.DeliberateAsync(exchange);
            if (exchange.Upload is null && deliberation.Decision is ConsentDecision.Forward)
            {
                deliberation = await forward.TryForwardAsync(exchange, deliberation, forwarder.ForwardAsync);
            }

            return deliberation.Decision is ConsentDecision.Divert divert
                ? Withheld(decision, receipt, divert.Code)
                : await SettleAsync(exchange, receipt, answer);
        }
        catch (Exception exception)
        {
            LogFailed(logger, decision, exception);
            if (exchange.WasSent)
            {
                return new Resubmission.OutcomeUnknown();
            }

            await TryMoveAsync(exchange, receipt, OfflineStatus.Held);
            return new Resubmission.NotPreserved();
        }
    }

    private static Resubmission NotHeld(OfflineStatus status) =>
        status == OfflineStatus.InDoubt ? new Resubmission.OutcomeUnknown() : new Resubmission.NotHeld(status);

    private Resubmission.Withheld Withheld(Guid decision, Guid receipt, DivertCode code)
    {
        ledger.AppendSoon(new LedgerEvent(
            LedgerEventKind.Resubmission,
            [KeyValuePair.Create("decision", decision.ToString()), KeyValuePair.Create("receipt", receipt.ToString()), KeyValuePair.Create("code", code.ToWire())]));
        return new Resubmission.Withheld(code);
    }

    private async Task<Resubmission> SettleAsync(GateExchange exchange, Guid receipt, MemoryStream answer)
    {
        HttpResponse response = exchange.Context.Response;
        switch (exchange.Forwarded)
        {
            case ForwardResult.Answered:
                bool isTaken = response.StatusCode is >= 200 and <= 299;
                await TryMoveAsync(exchange, receipt, isTaken ? OfflineStatus.Resubmitted : OfflineStatus.Held);
                return new Resubmission.Answered(isTaken, response.StatusCode, response.ContentType, answer.ToArray());
            case ForwardResult.NothingSent:
                await TryMoveAsync(exchange, receipt, OfflineStatus.Held);
                return new Resubmission.VendorUnavailable();
            case ForwardResult.RefusedWithoutPermit:
                await TryMoveAsync(exchange, receipt, OfflineStatus.Held);
                return new Resubmission.NotPreserved();
            case ForwardResult.OutcomeUnknown:
                return new Resubmission.OutcomeUnknown();
            default:
                // It was not admitted: somebody else has taken the item, or another one with its content is in doubt.
                OfflineItem? now = await queue.ReadAsync(exchange.Agency.Id, receipt, CancellationToken.None);
                return now is null or { Status: OfflineStatus.Held } ? new Resubmission.OutcomeUnknown() : NotHeld(now.Status);
        }
    }

    /// <summary>Ends the doubt, if it was this resubmission that began it. When that fails the item stays in doubt, and somebody settles it.</summary>
    private async Task TryMoveAsync(GateExchange exchange, Guid receipt, OfflineStatus to)
    {
        if (!exchange.HoldsItem)
        {
            return;
        }

        try
        {
            await queue.TryMoveAsync(
                exchange.Agency.Id,
                receipt,
                OfflineStatus.InDoubt,
                to,
                AttemptEvidence.Moved(exchange.Agency.Id, receipt, OfflineStatus.InDoubt.ToWire(), to.ToWire(), exchange.Id),
                CancellationToken.None);
        }
        catch (Exception exception)
        {
            LogStaysInDoubt(logger, exchange.Id, exception);
        }
    }

    [LoggerMessage(1050, LogLevel.Error, "The resubmission {DecisionId} failed.")]
    private static partial void LogFailed(ILogger logger, Guid decisionId, Exception exception);

    [LoggerMessage(1051, LogLevel.Error, "The item of the resubmission {DecisionId} stays in doubt although its outcome is known.")]
    private static partial void LogStaysInDoubt(ILogger logger, Guid decisionId, Exception exception);
}
