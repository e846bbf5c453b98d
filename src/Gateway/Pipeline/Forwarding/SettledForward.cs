using System.Buffers;
using System.Diagnostics;
using System.IO.Pipelines;
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
using HmisGateway.Telemetry;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace HmisGateway.Pipeline.Forwarding;

/// <summary>Steps 8a and 9a: sends, takes the whole answer, and settles it before the agency sees it.</summary>
internal sealed partial class SettledForward(
    OutsideChoices outside,
    ILedger ledger,
    AnswerLearner learner,
    RoiCapture capture,
    OfflineDiverter diverter,
    RepeatedForward repeats,
    PartKeeper parts,
    UploadLearner uploadLearner,
    GateTelemetry telemetry,
    IOptions<GatewayOptions> options,
    TimeProvider time,
    ILogger<SettledForward> logger)
{
    /// <summary>Forwards a request that was admitted, and answers it.</summary>
    /// <param name="exchange">The request.</param>
    /// <param name="deliberation">The deliberation that stood under the fence.</param>
    /// <param name="permit">Its permit; the intent is durable.</param>
    /// <param name="pass">The fence's pass; disposed once the vendor can get no more and what it answered is learned.</param>
    /// <param name="next">The forwarding step.</param>
    public async Task ForwardAsync(
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
        if (feature.Result == ForwardResult.Answered && (SendDeadline.Current!.HasLapsed || IsRedirect(context.Response.StatusCode)))
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
                await SettleUnsentAsync(exchange, deliberation, pass, "nothing_sent", Problems.VendorUnavailable());
                break;
            case ForwardResult.RefusedWithoutPermit:
                await SettleUnsentAsync(exchange, deliberation, pass, "refused", Problems.NotPreserved());
                break;
            default:
                await diverter.KeepInDoubtAsync(exchange, deliberation);
                pass.Dispose();
                ledger.AppendSoon(LedgerEvidence.Outcome(exchange, "unknown", null));
                telemetry.Failed(exchange, deliberation, ProblemCode.OutcomeUnknown);
                break;
        }
    }

    private ValueTask SettleUnsentAsync(GateExchange exchange, Deliberation deliberation, IFencePass pass, string outcome, Problem problem)
    {
        exchange.WasSent = false;
        pass.Dispose();
        ledger.AppendSoon(LedgerEvidence.Outcome(exchange, outcome, null));
        telemetry.Failed(exchange, deliberation, problem.Code);
        return exchange.AnswerAsync(problem);
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
            await exchange.AnswerAsync(problem);
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

    [LoggerMessage(1010, LogLevel.Error, "The forward of {DecisionId} failed; its outcome is unknown.")]
    private static partial void LogForwardFault(ILogger logger, Guid decisionId, Exception exception);

    [LoggerMessage(1011, LogLevel.Error, "What the answer to {DecisionId} taught could not be stored; writes that need it will be held.")]
    private static partial void LogNotLearned(ILogger logger, Guid decisionId, Exception exception);

    [LoggerMessage(1233, LogLevel.Critical, "Bytes of {DecisionId} were handed to the vendor's connection, and their permit had expired when that ended: this process stood still. If a No Sharing of the client was recorded meanwhile, ask the vendor what it has.")]
    private static partial void LogOverrun(ILogger logger, Guid decisionId);
}
