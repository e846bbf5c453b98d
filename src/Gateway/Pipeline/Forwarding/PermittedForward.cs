using HmisGateway.Agencies;
using HmisGateway.Consent;
using HmisGateway.Ledger;
using HmisGateway.Pipeline.Answers;
using HmisGateway.Pipeline.Bulk;
using HmisGateway.Pipeline.Deciding;
using HmisGateway.Pipeline.Diverting;
using HmisGateway.Pipeline.Repeats;
using HmisGateway.Pipeline.Splitting;
using HmisGateway.Policy.Decisions;
using HmisGateway.Storage;

namespace HmisGateway.Pipeline.Forwarding;

/// <summary>Step 7a: the fence admits the forward, the decision is made again, and the intent is durable before anything is sent.</summary>
internal sealed class PermittedForward(
    AgencyDirectory agencies,
    ConsentDeliberator deliberator,
    OutsideChoices outside,
    ListDeliberator lists,
    UploadDeliberator uploads,
    IConsentFence fence,
    ILedger ledger,
    LedgerAnchor anchor,
    OfflineDiverter diverter,
    RepeatedForward repeats,
    SettledForward settled,
    GateTelemetry telemetry,
    TimeProvider time)
{
    /// <summary>How often the persons may change between decision and fence before the request is held instead.</summary>
    private const int MaxAttempts = 200;

    /// <summary>A choice denies its client only while it is being committed, which takes a few milliseconds.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>Forwards if the decision still stands under the fence.</summary>
    /// <param name="exchange">The request.</param>
    /// <param name="deliberation">A deliberation that ended in a forward.</param>
    /// <param name="next">The forwarding step.</param>
    /// <returns>The deliberation that counts: the request was answered, or it is to be diverted.</returns>
    public async ValueTask<Deliberation> TryForwardAsync(GateExchange exchange, Deliberation deliberation, RequestDelegate next)
    {
        // A storage that is older than its anchor may not know of a No Sharing that was acknowledged.
        if (!anchor.MayForward)
        {
            return deliberation with { Decision = ConsentPolicy.Withhold(deliberation.Records, DivertReason.StorageNotReconciled) };
        }

        for (int attempt = 0; attempt < MaxAttempts; attempt++)
        {
            // :: Step 7a: permit
            using IFencePass? pass = await fence.EnterAsync(AdmissionOf(exchange, deliberation), CancellationToken.None);
            if (pass is null)
            {
                await Task.Delay(Pause, time, CancellationToken.None);
                continue;
            }

            Deliberation again = deliberation switch
            {
                { Split: not null } => await uploads.ReconsiderAsync(deliberation, AdmissionOf(exchange, deliberation)),
                { List: not null } => await lists.ReconsiderAsync(exchange.Request, deliberation),
                _ => await deliberator.ReconsiderAsync(exchange.Request, exchange.Body.Memory, deliberation, CancellationToken.None),
            };
            if (again.Decision is not ConsentDecision.Forward { Permit: { } permit })
            {
                return again with { IsOutdated = true };
            }

            // A link or another profile may have brought in somebody for whom an outside source was not asked.
            if (!ReferenceEquals(again, deliberation) && !await outside.IsAskedAsync(exchange, again))
            {
                return again with { Decision = ConsentPolicy.Withhold(again.Records), IsOutdated = true };
            }

            if (agencies.Find(exchange.Agency.Id) is not { IsDisabled: false })
            {
                break;
            }

            if (!IsAdmitted(again, deliberation))
            {
                deliberation = again;
                continue;
            }

            switch (await AdmitAsync(exchange, again, permit))
            {
                case ForwardAdmission.Admitted:
                    // :: Steps 8a and 9a: forward, settle
                    await settled.ForwardAsync(exchange, again, permit, pass, next);
                    break;
                case ForwardAdmission.NotHeld:
                    break;
                case ForwardAdmission.InDoubt { Receipt: var receipt }:
                    telemetry.Failed(exchange, again, ProblemCode.OutcomeUnknown);
                    await exchange.AnswerAsync(Problems.OutcomeUnknown(receipt));
                    break;
                default:
                    await diverter.RefuseReusedKeyAsync(exchange, again);
                    break;
            }

            return again;
        }

        // A choice about this client is being recorded right now, or the agency was disabled meanwhile.
        return deliberation with { Decision = ConsentPolicy.Withhold(deliberation.Records) };
    }

    private static FencedForward AdmissionOf(GateExchange exchange, Deliberation deliberation) =>
        new(deliberation.Persons, exchange.Agency.Id, deliberation.Destination!.Value.Vendor.Name, deliberation.Swept)
        {
            Trace = deliberation.Split?.Trace,
        };

    /// <summary>Whether what was told to the fence holds for this deliberation too: the same reading, and nobody beside those persons.</summary>
    private static bool IsAdmitted(Deliberation again, Deliberation admitted) =>
        ReferenceEquals(again.Destination!.Value.Vendor, admitted.Destination!.Value.Vendor) && (ReferenceEquals(again, admitted) || again.Persons.All(admitted.Persons.Contains));

    private async ValueTask<ForwardAdmission> AdmitAsync(GateExchange exchange, Deliberation deliberation, ForwardPermit permit)
    {
        try
        {
            return await repeats.AdmitAsync(exchange, deliberation, permit);
        }
        catch (CommitOutcomeUnknownException)
        {
            // The intent may be durable all the same. Nothing is sent, so that it must not be taken for a forward that was cut off.
            ledger.AppendSoon(LedgerEvidence.Outcome(exchange, "refused", null));
            throw;
        }
    }
}
