using System.Net;
using System.Net.Http.Headers;
using HmisGateway.Policy.Decisions;
using HmisGateway.Policy.Profiles;
using HmisGateway.Telemetry;
using Microsoft.Extensions.Primitives;
using Yarp.ReverseProxy.Forwarder;

namespace HmisGateway.Pipeline.Forwarding;

/// <summary>
/// The last step before the vendor. Refuses every request that carries no permit, and builds the request from scratch: method, the
/// inspected target, the headers of the list, the length of the inspected bytes or of those rebuilt from them. Nothing else of the
/// agency's request goes out.
/// </summary>
internal sealed class PermitTransformer(VendorCredentials credentials, GatewayMetrics metrics) : HttpTransformer
{
    private static readonly UriCreationOptions Verbatim = new() { DangerousDisablePathAndQueryCanonicalization = true };

    /// <inheritdoc/>
    public override ValueTask TransformRequestAsync(
        HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        // INVARIANT: no permit, no request.
        if (httpContext.Features.Get<IForwardFeature>() is not { Permit: { } permit } forward)
        {
            metrics.RefusedWithoutPermit();
            throw new PermitMissingException();
        }

        proxyRequest.RequestUri = new Uri(forward.Destination.Vendor.BaseAddress + forward.Destination.Target.Raw, Verbatim);
        proxyRequest.Headers.Host = null;
        IHeaderDictionary incoming = httpContext.Request.Headers;
        VendorCredentialValue? credential = credentials.For(forward.Destination.Vendor);
        Copy(incoming, ForwardedHeaders.Standard, proxyRequest.Headers, credential?.Header);
        Copy(incoming, forward.ForwardHeaders, proxyRequest.Headers, credential?.Header);
        if (credential is { } own && !proxyRequest.Headers.TryAddWithoutValidation(own.Header, own.Value))
        {
            throw new InvalidOperationException("The vendor credential cannot be presented.");
        }

        if (proxyRequest.Content is { } content)
        {
            if (permit is ForwardPermit.Delete)
            {
                throw new PermitMissingException("A delete carries no body.");
            }

            content.Headers.ContentLength = forward.BodyLength;
            if ((forward.ContentType ?? (incoming.ContentType is [{ } single] ? single : null)) is { } contentType)
            {
                content.Headers.TryAddWithoutValidation("Content-Type", contentType);
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override async ValueTask<bool> TransformResponseAsync(
        HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
    {
        if (proxyResponse is { StatusCode: HttpStatusCode.SwitchingProtocols })
        {
            throw new InvalidOperationException("The vendor wants to switch protocols, which nobody asked for.");
        }

        if (proxyResponse is not null && !AnswerFraming.IsPlain(proxyResponse))
        {
            throw new InvalidOperationException("The vendor's answer is framed in a way that can be read differently.");
        }

        // The gateway's own headers are the gateway's: a vendor's are dropped.
        IHeaderDictionary headers = httpContext.Response.Headers;
        StringValues decision = headers[GatewayHeaders.Decision];
        bool copyBody = await base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken);
        List<string>? own = null;
        foreach (KeyValuePair<string, StringValues> header in headers)
        {
            if (header.Key.StartsWith(GatewayHeaders.Prefix, StringComparison.OrdinalIgnoreCase))
            {
                (own ??= []).Add(header.Key);
            }
        }

        own?.ForEach(name => headers.Remove(name));

        headers[GatewayHeaders.Decision] = decision;
        if (proxyResponse is not null && httpContext.Features.Get<IForwardFeature>() is { } forward)
        {
            AnswerHeaders.PointAtGateway(httpContext, forward.Destination);
        }

        return copyBody;
    }

    /// <summary>Copies headers, but for the one that carries the gateway's own credential: never both.</summary>
    private static void Copy(IHeaderDictionary from, IReadOnlyList<string> names, HttpRequestHeaders to, string? own)
    {
        foreach (string name in names)
        {
            if (!name.Equals(own, StringComparison.OrdinalIgnoreCase) && from.TryGetValue(name, out StringValues values))
            {
                to.TryAddWithoutValidation(name, values.AsEnumerable());
            }
        }
    }
}
