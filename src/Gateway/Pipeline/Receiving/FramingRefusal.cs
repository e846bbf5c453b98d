using HmisGateway.Pipeline.Answers;
using HmisGateway.Telemetry;

namespace HmisGateway.Pipeline.Receiving;

/// <summary>Answers <c>400</c>: nothing is kept, there is no decision, and whatever follows on the connection is not read.</summary>
internal static class FramingRefusal
{
    /// <summary>Answers.</summary>
    public static Task AnswerAsync(HttpContext context, GatewayMetrics metrics, FramingReason reason)
    {
        metrics.FramingRefused(reason);
        ConnectionEnd.AfterAnswer(context);
        return ProblemWriter.WriteAsync(context, Problems.BadFraming(reason), context.RequestAborted).AsTask();
    }
}
