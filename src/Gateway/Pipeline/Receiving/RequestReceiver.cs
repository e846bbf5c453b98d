using HmisGateway.Agencies;
using HmisGateway.Hosting;
using HmisGateway.Pipeline.Bulk;
using HmisGateway.Pipeline.Deciding;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace HmisGateway.Pipeline.Receiving;

/// <summary>Step 1: takes the whole request in. Nothing is sent or decided before its last byte is here.</summary>
internal sealed class RequestReceiver(UploadReceiver uploads, IOptions<GatewayOptions> options)
{
    /// <summary>Takes the request in.</summary>
    /// <returns>The exchange, or null when the body is over the hard limit.</returns>
    /// <exception cref="IOException">The body was broken off or is not framed as HTTP says.</exception>
    public async ValueTask<GateExchange?> ReceiveAsync(HttpContext context, Agency agency, Guid id, DateTimeOffset now)
    {
        HttpRequest request = context.Request;
        int limit = options.Value.MaxRequestBodyBytes;
        if (UploadReceiver.HasContentType(request.Headers.ContentType)
            && request.Headers.ContentEncoding.Count == 0
            && Inspect(context, agency, hasBody: true) is var asUpload
            && uploads.IsUpload(asUpload))
        {
            return await uploads.ReceiveAsync(request, options.Value.MaxUploadBytes, context.RequestAborted) is { } upload
                ? Exchange(context, agency, id, now, asUpload, upload)
                : null;
        }

        CapturedBody? original = await BodyCapture.ReadAsync(request, limit, context.RequestAborted);
        if (original is null)
        {
            return null;
        }

        ContentDecoding decoding = ContentDecoder.Decode(request.Headers.ContentEncoding, original, limit);
        return new GateExchange
        {
            Context = context,
            Agency = agency,
            Id = id,
            ReceivedAt = now,
            Original = original,
            Body = decoding is ContentDecoding.Decoded decoded ? decoded.Body : original,
            BodyProblem = decoding is ContentDecoding.Refused refused ? refused.Reason : null,
            Request = Inspect(context, agency, hasBody: original.Length > 0),
        };
    }

    private static GateExchange Exchange(
        HttpContext context, Agency agency, Guid id, DateTimeOffset now, InspectedRequest request, Upload upload)
    {
        CapturedBody none = new();
        return new GateExchange
        {
            Context = context,
            Agency = agency,
            Id = id,
            ReceivedAt = now,
            Original = none,
            Body = none,
            BodyProblem = null,
            Request = request,
            Upload = upload,
        };
    }

    private static InspectedRequest Inspect(HttpContext context, Agency agency, bool hasBody)
    {
        IHeaderDictionary headers = context.Request.Headers;
        string? contentType = headers.ContentType.Count == 0 ? null : headers.ContentType.ToString();
        return new InspectedRequest
        {
            Agency = agency,
            Method = context.Request.Method,
            RawTarget = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget,
            Host = context.Request.Host.Host,
            ContentType = contentType,
            Header = name => headers.TryGetValue(name, out StringValues values) ? values.ToString() : null,
            FrontProblem = StrictFront.ReadRequest(context.Request.Method, headers, contentType, hasBody),
        };
    }
}
