using HmisGateway.Pipeline.Deciding;
using Microsoft.Extensions.Primitives;

namespace HmisGateway.Pipeline.Forwarding;

/// <summary>Rewrites where a vendor's answer points: links to the vendor's authority become links to the gateway.</summary>
internal static class AnswerHeaders
{
    /// <summary>Rewrites <c>Location</c>, <c>Content-Location</c> and <c>Link</c>.</summary>
    public static void PointAtGateway(HttpContext context, VendorTarget destination)
    {
        IHeaderDictionary headers = context.Response.Headers;
        string from = destination.Vendor.BaseAddress;
        string to = $"{context.Request.Scheme}://{context.Request.Host}{destination.Vendor.Options.PathPrefix}";
        Rewrite(headers, "Location", from, to);
        Rewrite(headers, "Content-Location", from, to);
        Rewrite(headers, "Link", from, to);
    }

    private static void Rewrite(IHeaderDictionary headers, string name, string from, string to)
    {
        if (headers.TryGetValue(name, out StringValues values))
        {
            headers[name] = new StringValues([.. values.Select(value => value?.Replace(from, to, StringComparison.OrdinalIgnoreCase))]);
        }
    }
}
