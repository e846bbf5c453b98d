using HmisGateway.Hosting;

namespace HmisGateway.Captures;

/// <summary>What a captured request would be asked of the gateway: the vendor is called by another address and under another path there.</summary>
/// <param name="Host">The host, without port.</param>
/// <param name="Target">Path and query.</param>
internal sealed record CaptureTarget(string Host, string Target)
{
    /// <summary>Finds the vendor that the request was sent to.</summary>
    /// <param name="request">The request.</param>
    /// <param name="vendors">The vendors.</param>
    /// <returns>Null when it was sent to none of them.</returns>
    public static CaptureTarget? AtVendor(CapturedRequest request, IEnumerable<VendorOptions> vendors)
    {
        foreach (VendorOptions vendor in vendors.OrderByDescending(static vendor => vendor.BaseAddress.Length))
        {
            if (BelowVendor(request, vendor) is { } rest)
            {
                return new CaptureTarget(vendor.Host ?? "localhost", vendor.PathPrefix + rest);
            }
        }

        return null;
    }

    /// <summary>Path and query as the vendor's profile sees them; null when the request was not sent to this vendor.</summary>
    public static string? BelowVendor(CapturedRequest request, VendorOptions vendor) =>
        Uri.TryCreate(vendor.BaseAddress, UriKind.Absolute, out Uri? address)
        && Uri.TryCreate(request.Origin, UriKind.Absolute, out Uri? origin)
        && Uri.Compare(address, origin, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0
            ? Below(request.Target, address.AbsolutePath.TrimEnd('/'))
            : null;

    /// <summary>The request as it stands: it was captured before the gateway.</summary>
    public static CaptureTarget AsItStands(CapturedRequest request) =>
        new(Uri.TryCreate(request.Origin, UriKind.Absolute, out Uri? origin) ? origin.Host : "localhost", request.Target);

    private static string? Below(string target, string path)
    {
        if (!target.StartsWith(path, StringComparison.Ordinal))
        {
            return null;
        }

        string rest = target[path.Length..];
        return rest.Length == 0 || rest[0] == '?' ? "/" + rest : rest[0] == '/' ? rest : null;
    }
}
