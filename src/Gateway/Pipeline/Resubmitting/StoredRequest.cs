using HmisGateway.Offline;
using HmisGateway.Storage.Spools;
using Microsoft.AspNetCore.Http.Features;

namespace HmisGateway.Pipeline.Resubmitting;

/// <summary>
/// The request of an offline item as an HTTP exchange, so that it goes through the same steps as one that an agency system sends. Nobody
/// is at its other end: the answer stays in memory.
/// </summary>
internal static class StoredRequest
{
    /// <summary>What an agency presents to the vendor. Never stored, so it comes with the call that resubmits.</summary>
    private static readonly string[] Credentials = ["Authorization", "Cookie"];

    /// <summary>Makes the exchange.</summary>
    /// <param name="details">The request.</param>
    /// <param name="body">Its body, byte for byte.</param>
    /// <param name="host">The host that it is for.</param>
    /// <param name="call">The headers of the call that resubmits, or null.</param>
    /// <param name="answer">Takes the answer.</param>
    public static DefaultHttpContext Build(OfflineDetails details, EncryptedSpool body, string host, IHeaderDictionary? call, Stream answer)
    {
        HttpRequestFeature request = new()
        {
            Method = details.Method,
            RawTarget = details.Target,
            Protocol = HttpProtocol.Http11,
            Scheme = Uri.UriSchemeHttp,
            Path = "/",
            Body = body.OpenRead(),
        };
        FeatureCollection features = new();
        features.Set<IHttpRequestFeature>(request);
        features.Set<IHttpResponseFeature>(new HttpResponseFeature());
        features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(answer));
        features.Set<IHttpRequestLifetimeFeature>(new HttpRequestLifetimeFeature());
        features.Set<IHttpRequestBodyDetectionFeature>(new StoredBody(body.Length > 0));
        DefaultHttpContext context = new(features);
        IHeaderDictionary headers = context.Request.Headers;
        foreach (OfflineHeader header in details.Headers.Where(static header => !header.Name.Equals("Idempotency-Key", StringComparison.OrdinalIgnoreCase)))
        {
            headers[header.Name] = header.Value;
        }

        if (details.ContentType is { } contentType)
        {
            headers.ContentType = contentType;
        }

        if (details.ContentEncoding is { } encoding)
        {
            headers.ContentEncoding = encoding;
        }

        foreach (string credential in Credentials)
        {
            headers.Remove(credential);
            if (call is not null && call.TryGetValue(credential, out Microsoft.Extensions.Primitives.StringValues values))
            {
                headers[credential] = values;
            }
        }

        headers.ContentLength = body.Length > 0 ? body.Length : null;
        context.Request.Host = new HostString(host);
        return context;
    }
}
