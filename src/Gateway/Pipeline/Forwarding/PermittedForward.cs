using System.Buffers;
using System.Diagnostics;
using System.IO.Pipelines;
using HmisGateway.Agencies;
using HmisGateway.Consent;
using HmisGateway.Consent.Permits;
using HmisGateway.Faults;
using HmisGateway.Hosting;
using HmisGateway.Ledger;
using HmisGateway.Pipeline.Answers;
using HmisGateway.Pipeline.Bulk;
using HmisGateway.Pipeline.Capturing;
using HmisGateway.Pipeline.Deciding;
using HmisGateway.Pipeline.Diverting;
using HmisGateway.Pipeline.Receiving;
using HmisGateway.Pipeline.Repeats;
using HmisGateway.Pipeline.Splitting;
using HmisGateway.Policy.Decisions;
using HmisGateway.Storage;
using HmisGateway.Telemetry;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace HmisGateway.Pipeline.Forwarding;

/// <summary>Steps 7a and 9a around the forward: the permit is taken under the fence, and the answer is settled before the agency sees it.</summary>
internal sealed partial class PermittedForward(
    AgencyDirectory agencies,
    ConsentDeliberator deliberator,
    OutsideChoices outside,
    ListDeliberator lists,
    UploadDeliberator uploads,
    IConsentFence fence,
    ILedger ledger,
    LedgerAnchor anchor,
    AnswerLearner learner,
    RoiCapture capture,
    OfflineDiverter diverter,
    RepeatedForward repeats,
    PartKeeper parts,
    UploadLearner uploadLearner,
    GateTelemetry telemetry,
    IOptions<GatewayOptions> options,
    TimeProvider time,
    ILogger<PermittedForward> logger)
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
                    await ForwardAsync(exchange, again, permit, pass, next);
                    break;
                case ForwardAdmission.NotHeld:
                    break;
                case ForwardAdmission.InDoubt { Receipt: var receipt }:
                    telemetry.Failed(exchange, again, ProblemCode.OutcomeUnknown);
                    await ProblemAsync(exchange, Problems.OutcomeUnknown(receipt));
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

    private async Task ForwardAsync(
        GateExchange exchange, Deliberation deliberation, ForwardPermit permit, IFencePass pass, RequestDelegate next)
    {
        using Activity? activity = GatewayActivity.StartForward();
        HttpContext context = exchange.Context;
        ForwardFeature feature = new()
        {
            Permit = permit,
            AgencyId = exchange.Agency.Id,
            Destination = deliberation.Destination!.Value,
            ForwardHeaders = deliberation.Rule!.ForwardHeaders,
            BodyLength = deliberation.Split?.Outgoing.Length ?? deliberation.Rebuilt?.Body.Length ?? exchange.Body.Length,
            ContentType = deliberation.Split?.ContentType ?? deliberation.Rebuilt?.ContentType,
        };
        context.Features.Set<IForwardFeature>(feature);
        context.Request.Body = OpenBody(exchange, deliberation);
        if (feature.BodyLength == 0)
        {
            context.Features.Set<IHttpRequestBodyDetectionFeature>(NoBody.Instance);
        }

        exchange.WasSent = permit is ForwardPermit.Write or ForwardPermit.Delete;
        SendDeadline.Current = pass.Deadline ?? new SendDeadline(clock: null);
        try
        {
            if (permit is ForwardPermit.Write or ForwardPermit.Delete)
            {
                await WriteAsync(exchange, deliberation, feature, pass, next);
            }
            else
            {
                CancellationToken agencyGone = context.RequestAborted;
                using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(agencyGone, pass.Revoked);
                context.RequestAborted = stop.Token;
                await next(context);
                context.RequestAborted = agencyGone;
                await SettleReadAsync(exchange, deliberation, feature);
            }
        }
        finally
        {
            context.Features.Set<IForwardFeature>(null);
            exchange.Forwarded = feature.Result;
        }
    }

    private async Task WriteAsync(
        GateExchange exchange, Deliberation deliberation, ForwardFeature feature, IFencePass pass, RequestDelegate next)
    {
        HttpContext context = exchange.Context;
        Stream toAgency = context.Response.Body;
        using CapturedBody answer = new();

        // A write that has begun is finished even when the agency system goes away; only the fence and the vendor's time limit end it.
        using CancellationTokenSource limit = new(feature.Destination.Vendor.Options.TimeoutFor(feature.BodyLength), time);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, pass.Revoked);
        context.RequestAborted = stop.Token;
        context.Response.Body = new AnswerBuffer(answer, options.Value.MaxRequestBodyBytes);
        try
        {
            await next(context);
        }
        catch (Exception exception)
        {
            LogForwardFault(logger, exchange.Id, exception);
            feature.Result = ForwardResult.OutcomeUnknown;
        }
        finally
        {
            context.Response.Body = toAgency;
            context.RequestAborted = CancellationToken.None;
        }

        Conclude(exchange);
        if (feature.Result == ForwardResult.Answered && IsRedirect(context.Response.StatusCode))
        {
            feature.Result = ForwardResult.OutcomeUnknown;
        }

        switch (feature.Result)
        {
            case ForwardResult.Answered:
                int status = context.Response.StatusCode;
                if (status is >= 200 and <= 299)
                {
                    await LearnAsync(exchange, deliberation, answer, pass);
                    await repeats.CloseEarlierAsync(exchange, deliberation);
                    await parts.CloseEarlierAsync(exchange, deliberation);
                }

                pass.Dispose();
                ledger.AppendSoon(LedgerEvidence.Outcome(exchange, "answered", status));
                telemetry.Forwarded(exchange, deliberation);
                exchange.Kept?.Tell(context.Response);
                await AnswerAsync(context, answer);
                break;
            case ForwardResult.NothingSent:
                exchange.WasSent = false;
                pass.Dispose();
                ledger.AppendSoon(LedgerEvidence.Outcome(exchange, "nothing_sent", null));
                telemetry.Failed(exchange, deliberation, ProblemCode.VendorUnavailable);
                await ProblemAsync(exchange, Problems.VendorUnavailable());
                break;
            case ForwardResult.RefusedWithoutPermit:
                exchange.WasSent = false;
                pass.Dispose();
                ledger.AppendSoon(LedgerEvidence.Outcome(exchange, "refused", null));
                telemetry.Failed(exchange, deliberation, ProblemCode.NotPreserved);
                await ProblemAsync(exchange, Problems.NotPreserved());
                break;
            default:
                await diverter.KeepInDoubtAsync(exchange, deliberation);
                pass.Dispose();
                ledger.AppendSoon(LedgerEvidence.Outcome(exchange, "unknown", null));
                telemetry.Failed(exchange, deliberation, ProblemCode.OutcomeUnknown);
                break;
        }
    }

    private async Task SettleReadAsync(GateExchange exchange, Deliberation deliberation, ForwardFeature feature)
    {
        HttpContext context = exchange.Context;
        Conclude(exchange);
        bool answered = feature.Result == ForwardResult.Answered;
        ledger.AppendSoon(LedgerEvidence.Outcome(exchange, answered ? "answered" : "failed", answered ? context.Response.StatusCode : null));
        if (answered)
        {
            telemetry.Forwarded(exchange, deliberation);
            return;
        }

        Problem problem = feature.Result == ForwardResult.NothingSent ? Problems.VendorUnavailable() : Problems.VendorNoAnswer();
        telemetry.Failed(exchange, deliberation, problem.Code);
        if (!context.Response.HasStarted)
        {
            await ProblemAsync(exchange, problem);
        }
    }

    private void Conclude(GateExchange exchange)
    {
        SendDeadline deadline = SendDeadline.Current!;
        deadline.EnsureDelivered();
        if (deadline.WasOverrun)
        {
            LogOverrun(logger, exchange.Id);
        }
    }

    private async Task LearnAsync(GateExchange exchange, Deliberation deliberation, CapturedBody answer, IFencePass pass)
    {
        try
        {
            string? encoding = exchange.Context.Response.Headers.ContentEncoding;
            ContentDecoding decoding = ContentDecoder.Decode(encoding, answer, options.Value.MaxRequestBodyBytes);
            using CapturedBody? decoded = (decoding as ContentDecoding.Decoded)?.Body;
            if (deliberation.Split is not null)
            {
                await uploadLearner.LearnAsync(exchange.Agency.Id, deliberation, exchange.Id, pass);
            }

            ReadOnlyMemory<byte> text = (decoded ?? answer).Memory;
            await learner.LearnAsync(exchange.Agency.Id, deliberation, exchange.Id, text, exchange.Context.Response.Headers.Location, pass);
            // With an outside source that is where grants come from; a captured one would end with the next question.
            if (RoiCapture.HasGrant(deliberation) && !outside.AreAsked)
            {
                // The vendor has it and has answered: recording a form waits for the passes of its client, this one among them.
                pass.Dispose();
                await capture.TakeGrantsAsync(exchange.Agency.Id, deliberation, text);
            }
        }
        catch (Exception exception)
        {
            // The vendor has the record, so the agency must hear it. What was not learned leads nowhere and is held later on.
            LogNotLearned(logger, exchange.Id, exception);
        }
    }

    private static Stream OpenBody(GateExchange exchange, Deliberation deliberation) => deliberation.Split is { } split ? split.Outgoing.OpenRead()
        : deliberation.Rebuilt is { } rebuilt ? PipeReader.Create(new ReadOnlySequence<byte>(rebuilt.Body)).AsStream()
        : exchange.Body.OpenRead();

    private static bool IsRedirect(int status) => status is >= 300 and <= 399;

    private static async Task AnswerAsync(HttpContext context, CapturedBody answer)
    {
        if (answer.Length > 0)
        {
            FaultPoint.Pass(FaultOperation.AgencySend);
            context.Response.ContentLength = answer.Length;
            await context.Response.Body.WriteAsync(answer.Memory, CancellationToken.None);
        }
    }

    private static ValueTask ProblemAsync(GateExchange exchange, Problem problem)
    {
        exchange.Context.Response.Clear();
        exchange.Kept?.Tell(exchange.Context.Response);
        exchange.Context.Response.Headers[GatewayHeaders.Decision] = exchange.Id.ToString();
        return ProblemWriter.WriteAsync(exchange.Context, problem, CancellationToken.None);
    }

    [LoggerMessage(1010, LogLevel.Error, "The forward of {DecisionId} failed; its outcome is unknown.")]
    private static partial void LogForwardFault(ILogger logger, Guid decisionId, Exception exception);

    [LoggerMessage(1011, LogLevel.Error, "What the answer to {DecisionId} taught could not be stored; writes that need it will be held.")]
    private static partial void LogNotLearned(ILogger logger, Guid decisionId, Exception exception);

    [LoggerMessage(1233, LogLevel.Critical, "Bytes of {DecisionId} were handed to the vendor's connection, and their permit had expired when that ended: this process stood still. If a No Sharing of the client was recorded meanwhile, ask the vendor what it has.")]
    private static partial void LogOverrun(ILogger logger, Guid decisionId);
}
