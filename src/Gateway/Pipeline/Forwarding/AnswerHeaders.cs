using System.Text.RegularExpressions;
using HmisGateway.Pipeline.Deciding;
using Microsoft.Extensions.Primitives;

namespace HmisGateway.Pipeline.Forwarding;

/// <summary>
/// Rewrites where a vendor's answer points: whatever leads to the vendor's host, by whatever scheme or port, becomes a path on the
/// gateway, so that no agency system is led past it.
/// </summary>
internal static partial class AnswerHeaders
{
    /// <summary>Rewrites <c>Location</c>, <c>Content-Location</c> and <c>Link</c>.</summary>
    public static void PointAtGateway(HttpContext context, VendorTarget destination)
    {
        IHeaderDictionary headers = context.Response.Headers;
        if (!headers.ContainsKey("Location") && !headers.ContainsKey("Content-Location") && !headers.ContainsKey("Link"))
        {
            return;
        }

        Uri vendor = new(destination.Vendor.BaseAddress);
        string? prefix = destination.Vendor.Options.PathPrefix;
        Rewrite(headers, "Location", value => PointAtGateway(value, vendor, prefix));
        Rewrite(headers, "Content-Location", value => PointAtGateway(value, vendor, prefix));
        Rewrite(headers, "Link", value => LinkTarget().Replace(value, match => $"<{PointAtGateway(match.Groups[1].Value, vendor, prefix)}>"));
    }

    private static string PointAtGateway(string reference, Uri vendor, string? prefix)
    {
        if (!Uri.TryCreate(vendor, reference, out Uri? target)
            || !target.Host.Equals(vendor.Host, StringComparison.OrdinalIgnoreCase)
            || target.Scheme is not ("http" or "https"))
        {
            return reference;
        }

        bool isRelative = !reference.Contains("//", StringComparison.Ordinal) && !reference.StartsWith('/');
        string basePath = vendor.AbsolutePath.TrimEnd('/');
        string path = target.PathAndQuery + target.Fragment;
        return isRelative ? reference
            : prefix + (basePath.Length > 0 && path.StartsWith(basePath + "/", StringComparison.Ordinal) ? path[basePath.Length..] : path);
    }

    private static void Rewrite(IHeaderDictionary headers, string name, Func<string, string> rewrite)
    {
        if (headers.TryGetValue(name, out StringValues values))
        {
            headers[name] = new StringValues([.. values.Select(value => value is null ? null : rewrite(value))]);
        }
    }

    [GeneratedRegex("<([^>]*)>")]
    private static partial Regex LinkTarget();
}
