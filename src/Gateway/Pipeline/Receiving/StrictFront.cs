using HmisGateway.Policy.Payloads;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace HmisGateway.Pipeline.Receiving;

/// <summary>
/// Which requests are taken at all: what two HTTP parsers could read differently is refused, even where one reading is right.
/// </summary>
/// <remarks>
/// Refusals are of two kinds. Where it is in doubt where a request ends or whom it is for, the answer is <c>400</c> and nothing is
/// kept (<see cref="ReadFraming"/>, <see cref="ReadTrailers"/>, for every call of the agency listener). Everything else of a well-framed
/// write is kept offline and answered <c>403 payload_unreadable</c> (<see cref="ReadRequest"/>, for requests to the vendor). The connection
/// ends either way. Three more rules stand where the bytes are: Kestrel's parser with <see cref="Hosting.StrictKestrel"/> in front, path
/// and query in <see cref="Policy.Profiles.RequestTarget"/>, the content encoding in <see cref="ContentDecoder"/>.
/// All of them with their reasons: docs/reference/strict-http.md, compared with the code by a test.
/// </remarks>
internal static class StrictFront
{
    /// <summary>Where Kestrel puts the content length of a request that has a transfer coding too, before anybody sees it.</summary>
    private const string SetAsideContentLength = "X-Content-Length";

    /// <summary>What can be told from the head alone, before the first byte of the body is read.</summary>
    /// <param name="context">The exchange.</param>
    /// <returns>Why it is refused with <c>400</c>, or null.</returns>
    public static FramingReason? ReadFraming(HttpContext context)
    {
        HttpRequest request = context.Request;
        IHeaderDictionary headers = request.Headers;
        if (HttpMethods.IsConnect(request.Method))
        {
            return FramingReason.Connect;
        }

        if (context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget is not ['/', ..])
        {
            return FramingReason.TargetForm;
        }

        if (headers.Host is not [{ Length: > 0 }])
        {
            return FramingReason.Host;
        }

        if (WantsUpgrade(context, headers))
        {
            return FramingReason.Upgrade;
        }

        if (headers.TransferEncoding is { Count: > 0 } codings)
        {
            return !HttpProtocol.IsHttp11(request.Protocol) ? FramingReason.TransferEncodingInOldHttp
                : headers.ContentLength is not null || headers.ContainsKey(SetAsideContentLength) ? FramingReason.TransferEncodingWithContentLength
                : codings is not [{ } coding] || !coding.Equals("chunked", StringComparison.OrdinalIgnoreCase) ? FramingReason.TransferEncoding
                : AnnouncesTrailers(headers);
        }

        return AnnouncesTrailers(headers);
    }

    /// <summary>What can be told once the last byte of the body is here. Another parser takes trailers for headers.</summary>
    /// <param name="context">The exchange.</param>
    /// <returns>Why it is refused with <c>400</c>, or null.</returns>
    public static FramingReason? ReadTrailers(HttpContext context) =>
        context.Features.Get<IHttpRequestTrailersFeature>() is { Available: true, Trailers.Count: > 0 } ? FramingReason.Trailers : null;

    /// <summary>What is wrong with method and headers of a well-framed request.</summary>
    /// <param name="method">The method.</param>
    /// <param name="headers">All headers.</param>
    /// <param name="contentType">The content type, or null.</param>
    /// <param name="hasBody">True when there is at least one byte.</param>
    /// <returns>Why it is kept offline, or null.</returns>
    public static UnreadableReason? ReadRequest(string method, IHeaderDictionary headers, string? contentType, bool hasBody) =>
        !IsPlainMethod(method) ? UnreadableReason.Method
        : HeaderRules.Read(headers) is { } header ? header
        : headers.Connection is { Count: > 0 } options && !HeaderRules.AreConnectionOptions(options) ? UnreadableReason.Connection
        : headers.Expect is { Count: > 0 } expected && !IsContinue(expected) ? UnreadableReason.Expect
        : IsWrite(method) && AsksForRange(headers) ? UnreadableReason.Range
        : !hasBody ? null
        : contentType is null ? UnreadableReason.ContentTypeMissing
        : ContentTypeRules.Read(contentType);

    /// <summary>Methods are case-sensitive; a server that folds them reads <c>post</c> as a write. TRACE sends the headers back.</summary>
    private static bool IsPlainMethod(string method) =>
        !method.AsSpan().ContainsAnyExceptInRange('A', 'Z') && !HttpMethods.IsTrace(method);

    private static bool IsWrite(string method) => !HttpMethods.IsGet(method) && !HttpMethods.IsHead(method);

    private static bool IsContinue(StringValues expected) =>
        expected is [{ } one] && one.Equals("100-continue", StringComparison.OrdinalIgnoreCase);

    /// <summary>A write of a part: the vendor would put it together with bytes that were inspected another time, or never.</summary>
    private static bool AsksForRange(IHeaderDictionary headers) =>
        headers.ContentRange.Count > 0 || headers.Range.Count > 0 || headers.ContainsKey("Request-Range");

    private static FramingReason? AnnouncesTrailers(IHeaderDictionary headers) => headers.Trailer.Count > 0 ? FramingReason.Trailers : null;

    private static bool WantsUpgrade(HttpContext context, IHeaderDictionary headers) =>
        headers.Upgrade.Count > 0
        || context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true }
        || context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true };
}
