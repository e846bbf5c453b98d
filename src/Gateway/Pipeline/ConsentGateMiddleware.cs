using System.Diagnostics;
using System.Threading.RateLimiting;
using HmisGateway.Agencies;
using HmisGateway.Pipeline.Answers;
using HmisGateway.Pipeline.Bulk;
using HmisGateway.Pipeline.Capturing;
using HmisGateway.Pipeline.Deciding;
using HmisGateway.Pipeline.Diverting;
using HmisGateway.Pipeline.Forwarding;
using HmisGateway.Pipeline.Limits;
using HmisGateway.Pipeline.Receiving;
using HmisGateway.Pipeline.Splitting;
using HmisGateway.Policy.Decisions;
using HmisGateway.Policy.Profiles;
using HmisGateway.Telemetry;

namespace HmisGateway.Pipeline;

/// <summary>The gate: every request to the vendor API passes through here, and nothing else leads to the vendor.</summary>
/// <remarks>
/// <code>
///   1  receive    strict HTTP; the whole request, its exact bytes   StrictFront, RequestReceiver
///   2  identify   which agency is this                             AgencyAuthentication
///   3  classify   method + path + content type -> rule             VendorProfile        \
///   4  read       payload -> records with client references        RequestReader         \  ConsentDeliberator
///   5  attribute  references -> persons                            ClientAttributor      /
///   6  decide     Forward | Divert                                 ConsentPolicy        /
///      ask        where choices are kept outside, again from 3    OutsideChoices
///   6  split      a list: keep what may not go, the rest goes on   ListGate, by rules that say so
///   7a permit     decide again under the fence, intent durable     PermittedForward     \
///   8a forward    exactly the inspected or rebuilt bytes           VendorForwarder       |  forward
///   9a settle     answer whole, ids learned, outcome recorded      SettledForward       /
///   7b divert     seal, append to queue and ledger, commit         OfflineDiverter      \  divert
///   8b answer     403 with a receipt                               ProblemWriter        /
/// </code>
/// Every exception, timeout and doubt ends in 7b or in <c>503</c>.
/// </remarks>
internal sealed partial class ConsentGateMiddleware(
    RequestDelegate next,
    AgencyAuthentication agencies,
    AgencyLimits limits,
    VendorEnvelopes envelopes,
    RequestReceiver receiver,
    OutsideChoices choices,
    UploadGate uploads,
    RoiCapture capture,
    ListGate lists,
    PermittedForward forward,
    OfflineDiverter diverter,
    GateTelemetry telemetry,
    GatewayMetrics metrics,
    TimeProvider time,
    ILogger<ConsentGateMiddleware> logger)
{
    /// <summary>Takes one request through the gate.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        long startedAt = time.GetTimestamp();
        DateTimeOffset now = time.GetUtcNow();
        using Activity? activity = GatewayActivity.StartGate();
        Guid id = Guid.CreateVersion7(now);
        context.Response.Headers[GatewayHeaders.Decision] = id.ToString();
        try
        {
            await TakeAsync(context, id, startedAt, now);
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            // Keys, registry, outside source, queue or ledger cannot be used, or something is broken: nothing was forwarded and nothing acknowledged.
            LogNotPreserved(logger, id, exception);
            telemetry.NotPreserved();
            context.Response.Clear();
            context.Response.Headers[GatewayHeaders.Decision] = id.ToString();
            await ProblemWriter.WriteAsync(context, Problems.NotPreserved(), CancellationToken.None);
        }
    }

    private async Task TakeAsync(HttpContext context, Guid id, long startedAt, DateTimeOffset now)
    {
        // :: Step 2: identify. Before the body is read: a stranger's bytes are not taken in.
        if (agencies.Authenticate(context) is not { } agency)
        {
            await ProblemWriter.WriteAsync(context, Problems.Unauthenticated(), context.RequestAborted);
            return;
        }

        // From here on its system is told in the shape that it asked for.
        envelopes.Attach(context, agency);

        using RateLimitLease lease = limits.Acquire(agency.Id);
        if (!lease.IsAcquired)
        {
            telemetry.OverLimits();
            await ProblemWriter.WriteAsync(context, Problems.TooManyRequests(AgencyLimits.RetryAfter(lease)), context.RequestAborted);
            return;
        }

        // :: Step 1: receive
        GateExchange? received;
        try
        {
            received = await receiver.ReceiveAsync(context, agency, id, now);
        }
        catch (IOException exception) when (exception is BadHttpRequestException or { InnerException: OverflowException })
        {
            await FramingRefusal.AnswerAsync(context, metrics, FramingReason.Body);
            return;
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            LogBrokenOff(logger, id);
            context.Abort();
            return;
        }

        if (received is null)
        {
            telemetry.TooLarge();
            ConnectionEnd.AfterAnswer(context);
            await ProblemWriter.WriteAsync(context, Problems.PayloadTooLarge(), context.RequestAborted);
            return;
        }

        using GateExchange exchange = received;
        if (StrictFront.ReadTrailers(context) is { } framing)
        {
            await FramingRefusal.AnswerAsync(context, metrics, framing);
            return;
        }

        try
        {
            await DecideAsync(exchange, startedAt);
        }
        catch (Exception exception) when (exchange.WasSent)
        {
            // The vendor may have it, so "nothing was sent" would be untrue: the agency system sees a broken connection.
            LogBrokenAfterSending(logger, id, exception);
            context.Abort();
        }
    }

    private async Task DecideAsync(GateExchange exchange, long startedAt)
    {
        // :: Steps 3 to 6: classify, read, attribute, decide
        Deliberation deliberation;
        if (exchange.Upload is not null)
        {
            deliberation = await uploads.DecideAsync(exchange, next);
        }
        else
        {
            deliberation = await choices.DeliberateAsync(exchange);

            // A No Sharing that is on its way to HMIS takes effect here, before anything else is sent or answered.
            if (exchange.Agency.Type == AgencyType.Standard && await capture.TakeNoSharingAsync(exchange.Agency.Id, deliberation))
            {
                deliberation = await choices.DeliberateAsync(exchange);
            }

            exchange.DecisionTime = time.GetElapsedTime(startedAt);

            // :: Steps 7a to 9a: permit, forward, settle
            if (deliberation.Rule is { Batch: BatchMode.Split })
            {
                // What may not be forwarded of a list is taken out and kept first.
                deliberation = await lists.DecideAsync(exchange, deliberation, next);
            }
            else if (deliberation.Decision is ConsentDecision.Forward)
            {
                deliberation = await forward.TryForwardAsync(exchange, deliberation, next);
            }
        }

        // :: Steps 7b and 8b: divert, answer
        if (deliberation.Decision is ConsentDecision.Divert divert)
        {
            await diverter.DivertAsync(exchange, deliberation, divert);
        }
    }

    [LoggerMessage(1000, LogLevel.Information, "Request {DecisionId} was broken off before its last byte; nothing was sent or kept.")]
    private static partial void LogBrokenOff(ILogger logger, Guid decisionId);

    [LoggerMessage(1002, LogLevel.Error, "The answer to {DecisionId} could not be passed on after the request had been sent.")]
    private static partial void LogBrokenAfterSending(ILogger logger, Guid decisionId, Exception exception);

    [LoggerMessage(1001, LogLevel.Error, "Request {DecisionId} was answered 503: nothing was forwarded and nothing could be kept.")]
    private static partial void LogNotPreserved(ILogger logger, Guid decisionId, Exception exception);
}
