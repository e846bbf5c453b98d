using System.IO.Compression;
using System.Text;
using HmisGateway.EndToEndTests.Harness;
using static HmisGateway.EndToEndTests.Wire.WireRequest;

namespace HmisGateway.EndToEndTests.Wire;

/// <summary>
/// What is well framed but can be read in two ways is kept byte for byte, the connection ends, and a permitted write behind it on the same
/// connection is not taken in: the vendor hears nothing at all.
/// </summary>
[Collection(WireSuite.Name)]
public sealed class KeptRefusalTests(ServingGateway serving)
{
    /// <summary>Reason, request line and headers, body as Latin-1.</summary>
    public static TheoryData<string, string, string> Requests
    {
        get
        {
            TheoryData<string, string, string> all = [];
            foreach (string path in Paths)
            {
                all.Add("path_not_canonical", WithLine($"PUT {path} HTTP/1.1"), Body);
            }

            foreach (string query in Queries)
            {
                all.Add("query_not_canonical", WithLine($"PUT /clients/1001?{query} HTTP/1.1"), Body);
            }

            foreach ((string reason, string headers) in Headers)
            {
                all.Add(reason, WithHeaders(headers), Body);
            }

            foreach ((string reason, string contentType) in ContentTypes)
            {
                all.Add(reason, WithHeaders("").Replace("application/json", contentType, StringComparison.Ordinal), Body);
            }

            all.Add("content_type_missing", WithHeaders("").Replace("Content-Type: application/json\r\n", "", StringComparison.Ordinal), Body);
            foreach ((string reason, string line) in Methods)
            {
                all.Add(reason, WithLine(line), Body);
            }

            foreach ((string reason, string encoding, byte[] body) in Encoded)
            {
                all.Add(reason, Sized(encoding.Length == 0 ? "" : $"Content-Encoding: {encoding}\r\n", body), Encoding.Latin1.GetString(body));
            }

            all.Add("unexpected_body", Chunked(Chunks).Replace("PUT /clients/1001 ", "GET /clients/1001/client-programs ", StringComparison.Ordinal), Body);
            return all;
        }
    }

    private static string[] Paths =>
    [
        "/clients/1001%2f..%2f1003", "/clients/1001%2F..%2F1003", "/clients%2f1001", "/clients%252f1001", "/clients/1001%252f..%252f1003",
        "/clients/1001/..;/1003", "/clients/..;/clients/1001", "/clients;x=1/1001", "/clients/1001;x=1", "/clients/1001;", "/;/clients/1001",
        "//clients/1001", "/clients//1001", "/clients/1001//", "//gateway/clients/1001", @"/clients\1001", "/clients%5c1001", "/clients%5C1001", @"/\clients/1001",
        "/clients/./1001", "/clients/../clients/1001", "/clients/1001/.", "/clients/1001/..", "/clients/1003/../1001", "/./clients/1001", "/../clients/1001",
        "/clients/%2e/1001", "/clients/%2e%2e/clients/1001", "/clients/.%2e/clients/1001", "/clients/1001.", "/clients/1001%20", "/clients/%201001", "/clients./1001",
        "/clients/%31001", "/%63lients/1001", "/clients/1001%25", "/clients/1001%2525", "/clients/1001%", "/clients/1001%4", "/clients/1001%zz", "/clients/%u0031001",
        "/clients/1001%3B", "/clients/1001%0d%0aX-A:b", "/clients/1001%0a", "/clients/1001%09", "/clients/1001%7f", "/clients/%c3%a9", "/clients/%C3%A9", "/clients/%c0%ae%c0%ae/1001",
        "/clients/1001#x", "/clients/1001|x", "/clients/<1001>", "/clients/\"1001\"", "/clients/1001^", "/clients/{1001}", "/_gateway%2Fv1/offline", "/_gateway/../clients/1001",
    ];

    private static string[] Queries =>
    [
        "a=1&a=2", "a=1&A=2", "a[]=1", "a%5B%5D=1", "_method=DELETE", "_METHOD=DELETE", "%5fmethod=DELETE", "id=1003", "a=1;id=1003", "a=%00", "a=%0a", "a=%25", "a=%zz", "a=%31", "a=%e9",
        "", "&", "=1", "a=1&&b=2", "a=1#x", "a=\"1\"", "client.id=1&client_id=2",
    ];

    private static (string Reason, string Headers)[] Headers =>
    [
        ("method_override", "X-HTTP-Method-Override: DELETE\r\n"), ("method_override", "x-http-method-override: PUT\r\n"), ("method_override", "X-HTTP-Method: DELETE\r\n"),
        ("method_override", "X-Method-Override: DELETE\r\n"), ("method_override", "X-Original-URL: /clients/1003\r\n"), ("method_override", "X-Rewrite-URL: /clients/1003\r\n"),
        ("method_override", "X-Original-Method: DELETE\r\n"), ("method_override", "X-Original-URI: /clients/1003\r\n"),
        ("header_name", "Transfer_Encoding: chunked\r\n"), ("header_name", "Content_Length: 5\r\n"), ("header_name", "Hmis_Gateway_Client: none-1\r\n"), ("header_name", "X_A: b\r\n"),
        ("header_name", "Content_Type: text/plain\r\n"), ("header_name", "_: b\r\n"), ("header_name", "X(A): b\r\n"), ("header_name", "X/A: b\r\n"), ("header_name", "X@A: b\r\n"),
        ("header_name", "\"X\": b\r\n"), ("header_name", "X=A: b\r\n"), ("header_name", "Transfer-Encoding\x0b: chunked\r\n"), ("header_name", "X\x7f: b\r\n"), ("header_name", "{}: b\r\n"),
        ("header_value", "X-A: b\x07\r\n"), ("header_value", "X-A: \x7f\r\n"), ("header_value", "X-A: b\x0b" + "c\r\n"), ("header_value", "X-A: b\x0c" + "c\r\n"), ("header_value", "X-A: \x1b[2J\r\n"),
        ("header_value", "X-A: \xc3\xa9\r\n"), ("header_value", "X-A: b\x01\r\n"), ("header_value", "Authorization: Bearer \xc3\xa9\r\n"), ("header_value", "X-A: \xe2\x80\xa8\r\n"),
        ("header_repeated", "Content-Type: application/json\r\n"), ("header_repeated", "Content-Type: text/plain\r\n"), ("header_repeated", "content-type: application/json\r\n"),
        ("header_repeated", "Content-Encoding: identity\r\nContent-Encoding: gzip\r\n"), ("header_repeated", "Authorization: Bearer a\r\nAuthorization: Bearer b\r\n"),
        ("header_repeated", "Idempotency-Key: a\r\nIdempotency-Key: a\r\n"), ("header_repeated", "Hmis-Gateway-Client: full-1\r\nHmis-Gateway-Client: none-1\r\n"),
        ("header_repeated", "Hmis-Gateway-Client: full-1\r\nhmis-gateway-client: full-1\r\n"), ("header_repeated", "Cookie: a=1\r\nCookie: a=2\r\n"),
        ("connection", "Connection: Hmis-Gateway-Client\r\n"), ("connection", "Connection: keep-alive, Authorization\r\n"), ("connection", "Connection: Content-Length\r\n"), ("connection", "Connection: ,\r\n"),
        ("connection", "Connection: keep-alive\r\nConnection: Cookie\r\n"),
        ("expect", "Expect: 200-ok\r\n"), ("expect", "Expect: 100-continue, x\r\n"), ("expect", "Expect: \r\n"), ("expect", "Expect: 100-continue;q=1\r\n"),
        ("range", "Content-Range: bytes 0-9/20\r\n"), ("range", "Range: bytes=0-1\r\n"), ("range", "Request-Range: bytes=0-1\r\n"),
        ("content_encoding", "Content-Encoding: deflate\r\n"), ("content_encoding", "Content-Encoding: zstd\r\n"), ("content_encoding", "Content-Encoding: compress\r\n"),
        ("content_encoding", "Content-Encoding: gzip\r\n"), ("content_encoding", "Content-Encoding: br\r\n"), ("content_encoding", "Content-Encoding: identity, identity\r\n"),
    ];

    private static (string Reason, string ContentType)[] ContentTypes =>
    [
        ("content_type", "application/json, text/plain"), ("content_type", "application/json,application/json"), ("content_type", "application/json; charset=utf-8; charset=utf-8"),
        ("content_type", "application/json; charset=utf-8; Charset=utf-16"), ("content_type", "*/*"), ("content_type", "application/*"), ("content_type", "json"), ("content_type", "application/json text/plain"),
        ("content_type", ""), ("charset", "application/json; charset=utf-16"), ("charset", "application/json; charset=\"utf-16le\""), ("charset", "application/json; charset=utf-7"),
        ("charset", "application/json; charset=iso-8859-1"), ("charset", "application/json; charset="), ("content_type_not_covered", "text/plain"), ("content_type_not_covered", "text/json"),
        ("content_type_not_covered", "application/xml"), ("content_type_not_covered", "application/x-www-form-urlencoded"), ("content_type_not_covered", "multipart/form-data; boundary=x"),
        ("content_type_not_covered", "application/json; boundary=x"), ("content_type_not_covered", "application/vnd.api+json"),
    ];

    private static (string Reason, string Line)[] Methods =>
    [
        ("method", "put /clients/1001 HTTP/1.1"), ("method", "Put /clients/1001 HTTP/1.1"), ("method", "PUT! /clients/1001 HTTP/1.1"), ("method", "TRACE /clients/1001 HTTP/1.1"),
        ("method", "P0ST /clients HTTP/1.1"), ("unexpected_body", "GET /clients/1001 HTTP/1.1"), ("unexpected_body", "HEAD /clients/1001 HTTP/1.1"),
        ("unexpected_body", "DELETE /clients/1001/client-notes/5 HTTP/1.1"),
    ];

    private static (string Reason, string Encoding, byte[] Body)[] Encoded
    {
        get
        {
            byte[] plain = Encoding.UTF8.GetBytes(Body);
            byte[] gzip = Gzip(plain);
            byte[] empty = Gzip([]);
            return
            [
                ("content_encoding", "gzip, gzip", Gzip(gzip)), ("content_encoding", "gzip, br", gzip), ("content_encoding", "identity, gzip", gzip), ("content_encoding", "x-gzip", gzip),
                ("content_encoding", "gzip", [.. gzip, .. gzip]), ("content_encoding", "gzip", [.. gzip, .. empty]), ("content_encoding", "gzip", [.. empty, .. gzip]),
                ("content_encoding", "gzip", [.. gzip, 0]), ("content_encoding", "gzip", [.. gzip[..^8], .. "junk"u8, .. gzip[^8..]]), ("content_encoding", "gzip", gzip[..^1]),
                ("content_encoding", "gzip", gzip[..^4]), ("malformed_json", "gzip", Gzip(gzip)), ("too_large", "gzip", Gzip(new byte[3 * 1024 * 1024])),
                ("too_large", "br", Brotli(new byte[3 * 1024 * 1024])), ("content_encoding", "br", [.. Brotli(plain), 0]),
                ("malformed_json", "", [0xEF, 0xBB, 0xBF, .. plain]), ("malformed_json", "", Encoding.Unicode.GetBytes(Body)), ("malformed_json", "", Encoding.BigEndianUnicode.GetBytes(Body)),
                ("malformed_json", "", Encoding.UTF32.GetBytes(Body)), ("invalid_utf8", "", Encoding.Latin1.GetBytes(Body.Replace("raven", "r\xe9ven", StringComparison.Ordinal))),
                ("malformed_json", "", "alias=the+raven"u8.ToArray()), ("malformed_json", "", "<client/>"u8.ToArray()), ("malformed_json", "", [.. plain, .. plain]), ("unexpected_root", "", "[]"u8.ToArray()),
            ];
        }
    }

    [Theory]
    [MemberData(nameof(Requests), DisableDiscoveryEnumeration = true)]
    public async Task What_can_be_read_in_two_ways_is_kept_and_never_reaches_the_vendor(string reason, string request, string body)
    {
        serving.Vendor.Clear();

        RawAnswer answer = await RawHttp.UntilClosedAsync(serving.Gateway, ToBytes(request + WithHeaders("Connection: close\r\n"), serving.Key));

        string what = reason + ": " + request[..Math.Min(300, request.Length)] + answer.Text;
        answer.Count.ShouldBe(1, what);
        answer.Status.ShouldBe(403, what);
        serving.Vendor.Text.ShouldBeEmpty(what);
        answer.HasHeader("Hmis-Gateway-Decision").ShouldBeTrue();
        if (request.StartsWith("HEAD", StringComparison.Ordinal))
        {
            return;
        }

        answer.Problem["code"]!.GetValue<string>().ShouldBe("payload_unreadable", what);
        answer.Problem["preserved"]!.GetValue<bool>().ShouldBeTrue();
        (await serving.ReadBackAsync(answer.Problem["receipt"]!.GetValue<string>())).ShouldBe(Encoding.Latin1.GetBytes(body), what);
    }

    [Fact]
    public async Task Each_refusal_is_counted_under_its_own_reason()
    {
        foreach (IGrouping<string, (string Reason, string Request)> reason in Requests.Select(static row => (row.Data.Item1, row.Data.Item2)).GroupBy(static row => row.Item1))
        {
            int before = (await serving.ReasonsAsync()).GetValueOrDefault(reason.Key);
            foreach ((_, string request) in reason)
            {
                await RawHttp.UntilClosedAsync(serving.Gateway, ToBytes(request, serving.Key));
            }

            int expected = before + reason.Count();
            int counted = 0;
            await serving.Process.WaitUntilAsync(async () => (counted = (await serving.ReasonsAsync()).GetValueOrDefault(reason.Key)) >= expected);
            counted.ShouldBe(expected, reason.Key);
        }
    }

    [Theory]
    [InlineData("GET /clients/1001/../1003 HTTP/1.1")]
    [InlineData("GET /clients/1001%2f1003 HTTP/1.1")]
    [InlineData("get /clients/1001 HTTP/1.1")]
    public async Task A_read_that_can_be_read_in_two_ways_is_refused_and_ends_the_connection(string line)
    {
        serving.Vendor.Clear();

        RawAnswer answer = await RawHttp.UntilClosedAsync(
            serving.Gateway, ToBytes(line + "\r\nHost: gateway\r\nHmis-Gateway-Key: {key}\r\n\r\n" + WithHeaders("Connection: close\r\n"), serving.Key));

        answer.Count.ShouldBe(1, answer.Text);
        answer.Status.ShouldBe(403, answer.Text);
        serving.Vendor.Text.ShouldBeEmpty();
    }

    private static string Sized(string headers, byte[] body) =>
        Put($"Content-Length: {body.Length}\r\n{headers}", Encoding.Latin1.GetString(body));

    private static byte[] Gzip(byte[] plain)
    {
        using MemoryStream target = new();
        using (GZipStream stream = new(target, CompressionLevel.SmallestSize))
        {
            stream.Write(plain);
        }

        // An empty member: .NET writes nothing at all for no bytes.
        return target.ToArray() is { Length: > 0 } bytes ? bytes : [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    }

    private static byte[] Brotli(byte[] plain)
    {
        using MemoryStream target = new();
        using (BrotliStream stream = new(target, CompressionLevel.Optimal))
        {
            stream.Write(plain);
        }

        return target.ToArray();
    }
}
