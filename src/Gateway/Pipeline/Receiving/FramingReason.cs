namespace HmisGateway.Pipeline.Receiving;

/// <summary>
/// Why it cannot be told for sure where a request begins, where it ends or whom it is for. Answered <c>400</c>; nothing is kept,
/// because what would be kept may not be what was sent. The names are stable. Listed in docs/reference/strict-http.md.
/// </summary>
internal enum FramingReason
{
    /// <summary>The method is CONNECT, also the extended one of HTTP/2.</summary>
    Connect,

    /// <summary>The target is not a path: absolute form, or <c>*</c>.</summary>
    TargetForm,

    /// <summary>No host, or an empty one.</summary>
    Host,

    /// <summary>The sender wants to change the protocol of the connection.</summary>
    Upgrade,

    /// <summary>A transfer coding in HTTP/1.0, which has none.</summary>
    TransferEncodingInOldHttp,

    /// <summary>Both a transfer coding and a content length.</summary>
    TransferEncodingWithContentLength,

    /// <summary>A transfer coding other than <c>chunked</c>, or more than one.</summary>
    TransferEncoding,

    /// <summary>Trailers, announced or sent.</summary>
    Trailers,

    /// <summary>Chunks that break their syntax, or a body that ends before its length.</summary>
    Body,
}
