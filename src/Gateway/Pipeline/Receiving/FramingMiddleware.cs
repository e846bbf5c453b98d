using HmisGateway.Telemetry;
using Microsoft.AspNetCore.Http.Features;

namespace HmisGateway.Pipeline.Receiving;

/// <summary>
/// The first step of every call: refuses framing that two parsers could read differently, before anybody asks who sends it and before
/// a byte of its body is read. Behind it no connection can be upgraded.
/// </summary>
internal sealed class FramingMiddleware(RequestDelegate next, GatewayMetrics metrics)
{
    /// <summary>Takes one call through the framing rules.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        if (StrictFront.ReadFraming(context) is { } reason)
        {
            return FramingRefusal.AnswerAsync(context, metrics, reason);
        }

        // An upgraded connection cannot be inspected. YARP would tunnel it after the transform.
        context.Features.Set<IHttpUpgradeFeature>(null);
        context.Features.Set<IHttpExtendedConnectFeature>(null);
        return next(context);
    }
}
