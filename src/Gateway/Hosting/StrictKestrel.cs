using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace HmisGateway.Hosting;

/// <summary>
/// How the HTTP server is set up. A line feed alone ends no line (a runtime switch of the project file); a content length is 1 to 18
/// digits. What Kestrel refuses by itself gets its bare <c>400</c>, <c>408</c>, <c>414</c>, <c>431</c> or <c>505</c> and the connection ends.
/// </summary>
internal static class StrictKestrel
{
    private const int MaxRequestLineBytes = 8 * 1024;
    private const int MaxHeaderBytes = 32 * 1024;
    private const int MaxHeaders = 100;

    /// <summary>A head comes in one piece; only somebody who holds connections open needs longer.</summary>
    private static readonly TimeSpan HeadersTimeout = TimeSpan.FromSeconds(15);

    private static readonly MinDataRate SlowestBody = new(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));

    /// <summary>Sets the server up.</summary>
    public static void Apply(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.AllowSynchronousIO = false;
        kestrel.AllowAlternateSchemes = false;
        kestrel.AllowHostHeaderOverride = false;
        kestrel.RequestHeaderEncodingSelector = StrictHeaderValue.For!;

        // The gateway has a limit of its own, which answers 413 in its own words.
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Limits.MaxRequestLineSize = MaxRequestLineBytes;
        kestrel.Limits.MaxRequestHeadersTotalSize = MaxHeaderBytes;
        kestrel.Limits.MaxRequestHeaderCount = MaxHeaders;
        kestrel.Limits.RequestHeadersTimeout = HeadersTimeout;
        kestrel.Limits.MinRequestBodyDataRate = SlowestBody;
    }

    /// <summary>Without TLS there is no HTTP/2: nobody negotiates it, and an upgrade to it is refused.</summary>
    public static HttpProtocols Protocols(bool isTls) => isTls ? HttpProtocols.Http1AndHttp2 : HttpProtocols.Http1;
}
