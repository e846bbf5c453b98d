using System.Text;

namespace HmisGateway.EndToEndTests.Wire;

/// <summary>
/// Requests as bytes; every one is about 1001, whose writes are permitted, so that what is not refused arrives. In texts <c>{key}</c> stands for the
/// agency's key and <c>{n}</c> for the length of the body.
/// </summary>
internal static class WireRequest
{
    public const string Body = """{"client":{"alias":"the raven"}}""";

    /// <summary>What every request needs besides its framing.</summary>
    public const string Common = "Host: gateway\r\nHmis-Gateway-Key: {key}\r\nContent-Type: application/json\r\n";

    /// <summary>The body in two chunks.</summary>
    public static readonly string Chunks = $"6\r\n{Body[..6]}\r\n{Body.Length - 6:x}\r\n{Body[6..]}\r\n0\r\n\r\n";

    /// <summary>A write with the given framing headers, each ended by CR LF, and what stands behind the head.</summary>
    public static string Put(string headers, string rest) => "PUT /clients/1001 HTTP/1.1\r\n" + Common + headers + "\r\n" + rest;

    /// <summary>A well-framed write with more headers.</summary>
    public static string WithHeaders(string headers) => Put("Content-Length: {n}\r\n" + headers, Body);

    /// <summary>A well-framed write with another request line.</summary>
    public static string WithLine(string line) => line + "\r\n" + Common + "Content-Length: {n}\r\n\r\n" + Body;

    /// <summary>A write in chunks that stand as given.</summary>
    public static string Chunked(string chunks) => Put("Transfer-Encoding: chunked\r\n", chunks);

    /// <summary>The bytes, one per character.</summary>
    public static byte[] ToBytes(string request, string key) => Encoding.Latin1.GetBytes(request
        .Replace("{key}", key, StringComparison.Ordinal)
        .Replace("{n}", Body.Length.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal));
}
