using HmisGateway.EndToEndTests.Harness;
using static HmisGateway.EndToEndTests.Wire.WireRequest;

namespace HmisGateway.EndToEndTests.Wire;

/// <summary>
/// Framing that two parsers could read differently is refused, nothing is kept, and a permitted write that follows on the same connection
/// is not taken in: the vendor hears nothing at all.
/// </summary>
[Collection(WireSuite.Name)]
public sealed class FramingTests(ServingGateway serving)
{
    private const string Absolute = "PUT http://gateway/clients/1001 HTTP/1.1";

    /// <summary>Name, request, reason; a null reason stands for Kestrel's own refusal.</summary>
    public static TheoryData<string, string, string?> Framings => new()
    {
        { "length and chunks", Put("Content-Length: {n}\r\nTransfer-Encoding: chunked\r\n", Chunks), "transfer_encoding_with_content_length" },
        { "chunks and length", Put("Transfer-Encoding: chunked\r\nContent-Length: 4\r\n", Chunks), "transfer_encoding_with_content_length" },
        { "chunks and length 0", Put("Transfer-Encoding: chunked\r\nContent-Length: 0\r\n", Chunks), "transfer_encoding_with_content_length" },
        { "length, chunks and the header in which Kestrel sets the length aside", Put("X-Content-Length: 0\r\nTransfer-Encoding: chunked\r\n", Chunks), "transfer_encoding_with_content_length" },
        { "length +", Put("Content-Length: +{n}\r\n", Body), null },
        { "length -0", Put("Content-Length: -0\r\n", ""), null },
        { "length -5", Put("Content-Length: -5\r\n", Body), null },
        { "length hexadecimal", Put("Content-Length: 0x20\r\n", Body), null },
        { "length exponent", Put("Content-Length: 3e1\r\n", Body), null },
        { "length fraction", Put("Content-Length: {n}.0\r\n", Body), null },
        { "length underscore", Put("Content-Length: 3_2\r\n", Body), null },
        { "length with a blank", Put("Content-Length: 3 2\r\n", Body), null },
        { "length with a vertical tab", Put("Content-Length: \x0b{n}\r\n", Body), null },
        { "length list", Put("Content-Length: {n}, {n}\r\n", Body), null },
        { "length twice, equal", Put("Content-Length: {n}\r\nContent-Length: {n}\r\n", Body), null },
        { "length twice, different", Put("Content-Length: {n}\r\nContent-Length: 0\r\n", Body), null },
        { "length empty", Put("Content-Length: \r\n", Body), null },
        { "length of 19 digits", Put("Content-Length: 0000000000000000032\r\n", Body), null },
        { "length that overflows", Put("Content-Length: 18446744073709551648\r\n", Body), null },
        { "length in other digits", Put("Content-Length: \xd9\xa3\xd9\xa2\r\n", Body), null },
        { "chunked, identity", Put("Transfer-Encoding: chunked, identity\r\n", Chunks), null },
        { "identity", Put("Transfer-Encoding: identity\r\n", Chunks), null },
        { "identity, chunked", Put("Transfer-Encoding: identity, chunked\r\n", Chunks), "transfer_encoding" },
        { "gzip, chunked", Put("Transfer-Encoding: gzip, chunked\r\n", Chunks), "transfer_encoding" },
        { "chunked, chunked", Put("Transfer-Encoding: chunked, chunked\r\n", Chunks), "transfer_encoding" },
        { "chunked twice", Put("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", Chunks), "transfer_encoding" },
        { "identity and chunked", Put("Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n", Chunks), "transfer_encoding" },
        { "empty element, chunked", Put("Transfer-Encoding: ,chunked\r\n", Chunks), "transfer_encoding" },
        { "xchunked", Put("Transfer-Encoding: xchunked\r\n", Chunks), null },
        { "chunked with a parameter", Put("Transfer-Encoding: chunked;q=1\r\n", Chunks), null },
        { "chunked in quotes", Put("Transfer-Encoding: \"chunked\"\r\n", Chunks), null },
        { "chunked behind a vertical tab", Put("Transfer-Encoding: \x0b" + "chunked\r\n", Chunks), null },
        { "empty coding", Put("Transfer-Encoding: \r\nContent-Length: {n}\r\n", Body), null },
        { "chunks in HTTP/1.0", "PUT /clients/1001 HTTP/1.0\r\n" + Common + "Transfer-Encoding: chunked\r\n\r\n" + Chunks, "transfer_encoding_in_old_http" },

        { "line feed behind the request line", "PUT /clients/1001 HTTP/1.1\n" + Common + "Content-Length: {n}\r\n\r\n" + Body, null },
        { "line feed behind a header", Put("X-A: b\nContent-Length: {n}\r\n", Body), null },
        { "line feed behind the head", "PUT /clients/1001 HTTP/1.1\r\n" + Common + "Content-Length: {n}\r\n\n" + Body, null },
        { "line feeds only", Put("Content-Length: {n}\r\n", "").Replace("\r\n", "\n", StringComparison.Ordinal) + Body, null },
        { "a header hidden behind a line feed", Put("X-A: b\nTransfer-Encoding: chunked\r\nContent-Length: {n}\r\n", Body), null },
        { "carriage return in a value", WithHeaders("X-A: b\rc\r\n"), null },
        { "carriage return behind a header", Put("X-A: b\rContent-Length: {n}\r\n", Body), null },
        { "two carriage returns", WithHeaders("X-A: b\r\r\n"), null },
        { "folded header", WithHeaders("X-A: b\r\n c\r\n"), null },
        { "folded transfer coding", Put("Transfer-Encoding:\r\n chunked\r\nContent-Length: {n}\r\n", Body), null },
        { "blank before the first header", "PUT /clients/1001 HTTP/1.1\r\n X-A: b\r\n" + Common + "Content-Length: {n}\r\n\r\n" + Body, null },
        { "blank before the colon", Put("Content-Length : {n}\r\n", Body), null },
        { "tab before the colon", Put("Transfer-Encoding\t: chunked\r\nContent-Length: {n}\r\n", Body), null },
        { "no colon", WithHeaders("X-A\r\n"), null },
        { "no name", WithHeaders(": b\r\n"), null },
        { "NUL in a name", WithHeaders("X-\0A: b\r\n"), null },
        { "NUL in a value", WithHeaders("X-A: b\0c\r\n"), null },
        { "name outside ASCII", WithHeaders("X-\xe9: b\r\n"), null },
        { "value that is not UTF-8", WithHeaders("X-A: \xff\r\n"), null },

        { "host twice", WithHeaders("Host: gateway\r\n"), null },
        { "another host", WithHeaders("Host: elsewhere\r\n"), null },
        { "no host", WithHeaders("").Replace("Host: gateway\r\n", "", StringComparison.Ordinal), null },
        { "no host in HTTP/1.0", WithLine("PUT /clients/1001 HTTP/1.0").Replace("Host: gateway\r\n", "", StringComparison.Ordinal), "host" },
        { "empty host", WithHeaders("").Replace("Host: gateway", "Host: ", StringComparison.Ordinal), "host" },
        { "host with a user", WithHeaders("").Replace("Host: gateway", "Host: user@gateway", StringComparison.Ordinal), null },
        { "host with a path", WithHeaders("").Replace("Host: gateway", "Host: gateway/x", StringComparison.Ordinal), null },
        { "host list", WithHeaders("").Replace("Host: gateway", "Host: gateway, elsewhere", StringComparison.Ordinal), null },
        { "host with a blank", WithHeaders("").Replace("Host: gateway", "Host: gateway elsewhere", StringComparison.Ordinal), null },
        { "host with a port that is no number", WithHeaders("").Replace("Host: gateway", "Host: gateway:8o", StringComparison.Ordinal), null },

        { "absolute form", WithLine(Absolute), "target_form" },
        { "absolute form of our own calls", "GET http://gateway/_gateway/v1/offline HTTP/1.1\r\n" + Common + "\r\n", "target_form" },
        { "absolute form of another host", WithLine(Absolute.Replace("gateway", "elsewhere", StringComparison.Ordinal)), null },
        { "absolute form with a user", WithLine(Absolute.Replace("gateway", "user@gateway", StringComparison.Ordinal)), "target_form" },
        { "absolute form by https", WithLine(Absolute.Replace("http:", "https:", StringComparison.Ordinal)), "target_form" },
        { "absolute form by another scheme", WithLine(Absolute.Replace("http:", "ftp:", StringComparison.Ordinal)), null },
        { "no slash", WithLine("PUT clients/1001 HTTP/1.1"), null },
        { "asterisk", "OPTIONS * HTTP/1.1\r\n" + Common + "\r\n", "target_form" },
        { "query without a path", WithLine("PUT ?x=1 HTTP/1.1"), null },
        { "CONNECT", "CONNECT gateway:80 HTTP/1.1\r\n" + Common.Replace("gateway\r\n", "gateway:80\r\n", StringComparison.Ordinal) + "\r\n", "connect" },
        { "CONNECT with a path", WithLine("CONNECT /clients/1001 HTTP/1.1"), "connect" },

        { "websocket", "GET /clients/1001 HTTP/1.1\r\n" + Common + "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n", "upgrade" },
        { "h2c", "GET /clients/1001 HTTP/1.1\r\n" + Common + "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n", "upgrade" },
        { "upgrade that is not announced", WithHeaders("Upgrade: websocket\r\n"), "upgrade" },
        { "connection upgrade without a protocol", "GET /clients/1001 HTTP/1.1\r\n" + Common + "Connection: Upgrade\r\n\r\n", "upgrade" },
        { "our own calls upgraded", "GET /_gateway/v1/offline HTTP/1.1\r\n" + Common + "Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n", "upgrade" },

        { "trailer", Chunked(Chunks[..^2] + "X-A: b\r\n\r\n"), "trailers" },
        { "trailer announced and sent", Put("Trailer: X-A\r\nTransfer-Encoding: chunked\r\n", Chunks[..^2] + "X-A: b\r\n\r\n"), "trailers" },
        { "trailer announced", Put("Trailer: X-A\r\nTransfer-Encoding: chunked\r\n", Chunks), "trailers" },
        { "length as a trailer", Chunked(Chunks[..^2] + "Content-Length: 5\r\n\r\n"), "trailers" },
        { "host as a trailer", Chunked(Chunks[..^2] + "Host: elsewhere\r\n\r\n"), "trailers" },
        { "client as a trailer", Chunked(Chunks[..^2] + "Hmis-Gateway-Client: none-1\r\n\r\n"), "trailers" },
        { "trailer that is no header", Chunked(Chunks[..^2] + "garbage\r\n\r\n"), "body" },

        { "chunk size that is no number", Chunked("g\r\n"), "body" },
        { "chunk size +", Chunked(Chunks.Replace("6\r\n{", "+6\r\n{", StringComparison.Ordinal)), "body" },
        { "chunk size -", Chunked("-1\r\n" + Chunks), "body" },
        { "chunk size 0x", Chunked("0x" + Chunks), "body" },
        { "chunk size with an underscore", Chunked("0_" + Chunks), "body" },
        { "chunk size empty", Chunked("\r\n" + Chunks), "body" },
        { "chunk size behind a blank", Chunked(" " + Chunks), "body" },
        { "chunk size before a blank", Chunked("6 " + Chunks[1..]), "body" },
        { "chunk size that overflows 32 bits", Chunked("100000006" + Chunks[1..]), "body" },
        { "chunk size that overflows 64 bits", Chunked("10000000000000006" + Chunks[1..]), "body" },
        { "chunk size of 2 GB", Chunked("80000000" + Chunks[1..]), "body" },
        { "chunk size ended by a line feed", Chunked("6\n" + Chunks[3..]), "body" },
        { "chunk size ended by a carriage return", Chunked("6\r" + Chunks[3..]), "body" },
        { "extension with a line feed", Chunked("6;a\nb\r\n" + Chunks[3..]), "body" },
        { "extension ended by a line feed", Chunked("6;a\n" + Chunks[3..]), "body" },
        { "extension with a carriage return", Chunked("6;a\rb\r\n" + Chunks[3..]), "body" },
        { "extension of the last chunk with a line feed", Chunked(Chunks[..^5] + "0;a\n\r\n\r\n"), "body" },
        { "no line end behind a chunk", Chunked(Chunks[..9] + Chunks[11..]), "body" },
        { "line feed behind a chunk", Chunked(Chunks[..9] + "\n" + Chunks[11..]), "body" },
        { "chunk longer than it says", Chunked(Chunks[..9] + "x" + Chunks[9..]), "body" },
        { "chunk without its last line", Chunked(Chunks[..^5]), "body" },
    };

    /// <summary>Name, request, status: heads that are no HTTP/1.1, or larger than is taken.</summary>
    public static TheoryData<string, string, int> Heads => new()
    {
        { "HTTP/0.9", "GET /clients/1001\r\n", 400 },
        { "HTTP/1.2", WithLine("PUT /clients/1001 HTTP/1.2"), 505 },
        { "HTTP/2.0", WithLine("PUT /clients/1001 HTTP/2.0"), 505 },
        { "lower case version", WithLine("PUT /clients/1001 http/1.1"), 505 },
        { "longer version", WithLine("PUT /clients/1001 HTTP/1.10"), 400 },
        { "version with leading zero", WithLine("PUT /clients/1001 HTTP/01.1"), 400 },
        { "blank behind the version", WithLine("PUT /clients/1001 HTTP/1.1 "), 400 },
        { "two blanks", WithLine("PUT  /clients/1001 HTTP/1.1"), 400 },
        { "tabs", WithLine("PUT\t/clients/1001\tHTTP/1.1"), 400 },
        { "blank before the method", WithLine(" PUT /clients/1001 HTTP/1.1"), 400 },
        { "no method", WithLine("/clients/1001 HTTP/1.1"), 400 },
        { "method that is no token", WithLine("PUT(X) /clients/1001 HTTP/1.1"), 400 },
        { "blank in the target", WithLine("PUT /clients/1001 x HTTP/1.1"), 400 },
        { "NUL in the target", WithLine("PUT /clients/1001\0 HTTP/1.1"), 400 },
        { "%00 in the target", WithLine("PUT /clients/1001%00 HTTP/1.1"), 400 },
        { "target outside ASCII", WithLine("PUT /clients/1001\xe9 HTTP/1.1"), 400 },
        { "asterisk with a write", WithLine("PUT * HTTP/1.1"), 405 },
        { "long target", WithLine("PUT /clients/1001?" + new string('a', 9000) + " HTTP/1.1"), 414 },
        { "long header", WithHeaders("X-A: " + new string('a', 40_000) + "\r\n"), 431 },
        { "many headers", WithHeaders(string.Concat(Enumerable.Range(0, 101).Select(static i => $"X-{i}: b\r\n"))), 431 },
    };

    [Theory]
    [MemberData(nameof(Framings), DisableDiscoveryEnumeration = true)]
    public async Task Framing_that_two_parsers_read_differently_is_refused_and_not_kept(string name, string request, string? reason) =>
        await CheckAsync(name, request, 400, reason);

    [Theory]
    [MemberData(nameof(Heads), DisableDiscoveryEnumeration = true)]
    public async Task A_head_that_is_not_plain_http_is_refused_and_not_kept(string name, string request, int status) =>
        await CheckAsync(name, request, status, reason: null);

    [Fact]
    public async Task Http_2_is_not_spoken_without_tls()
    {
        serving.Vendor.Clear();

        RawAnswer answer = await RawHttp.UntilClosedAsync(serving.Gateway, ToBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + WithHeaders(""), serving.Key));

        answer.Text.ShouldNotContain("HTTP/1.1 2");
        serving.Vendor.Text.ShouldBeEmpty();
    }

    [Fact]
    public async Task Framing_refusals_are_counted_by_reason()
    {
        int before = (await serving.ReasonsAsync()).GetValueOrDefault("target_form");

        await RawHttp.UntilClosedAsync(serving.Gateway, ToBytes(WithLine(Absolute), serving.Key));

        await serving.Process.WaitUntilAsync(async () => (await serving.ReasonsAsync()).GetValueOrDefault("target_form") > before);
    }

    private async Task CheckAsync(string name, string request, int status, string? reason)
    {
        serving.Vendor.Clear();
        int kept = await serving.CountItemsAsync();

        RawAnswer answer = await RawHttp.UntilClosedAsync(serving.Gateway, ToBytes(request + WithHeaders("Connection: close\r\n"), serving.Key));

        answer.Count.ShouldBe(1, name + ": " + answer.Text);
        answer.Status.ShouldBe(status, name + ": " + answer.Text);
        answer.HasHeader("Hmis-Gateway-Decision").ShouldBeFalse(name);
        serving.Vendor.Text.ShouldBeEmpty(name);
        (await serving.CountItemsAsync()).ShouldBe(kept, name);
        if (reason is null)
        {
            answer.HasBody.ShouldBeFalse(name + ": " + answer.Text);
            return;
        }

        answer.Problem["code"]!.GetValue<string>().ShouldBe("bad_framing");
        answer.Problem["detail"]!.GetValue<string>().ShouldBe(reason, name);
        answer.Problem["preserved"]!.GetValue<bool>().ShouldBeFalse();
    }
}
