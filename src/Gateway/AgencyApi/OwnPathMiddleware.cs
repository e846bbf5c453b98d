using HmisGateway.Pipeline.Answers;
using Microsoft.AspNetCore.Http.Features;

namespace HmisGateway.AgencyApi;

/// <summary>
/// The gateway's own calls have one spelling. Routing compares paths decoded and without regard to case, so <c>/_GATEWAY/</c>,
/// <c>/%5Fgateway/</c> and paths with dot segments end here too: they are answered <c>404</c>, and so they reach neither a call nor the vendor.
/// </summary>
internal sealed class OwnPathMiddleware(RequestDelegate next)
{
    private const string Prefix = "/_gateway";

    /// <summary>Takes one call through the check.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        string raw = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        return raw.StartsWith(Prefix, StringComparison.Ordinal)
            && !raw.Contains("/../", StringComparison.Ordinal)
            && !raw.Contains("/./", StringComparison.Ordinal)
            ? next(context)
            : ProblemWriter.WriteAsync(context, Problems.NotFound(), context.RequestAborted).AsTask();
    }
}
