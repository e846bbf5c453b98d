using System.Text;
using HmisGateway.EndToEndTests.Harness;
using static HmisGateway.EndToEndTests.Wire.WireRequest;

namespace HmisGateway.EndToEndTests.Wire;

/// <summary>Spellings that every parser reads alike pass, and the vendor sees one request of the gateway's own making.</summary>
[Collection(WireSuite.Name)]
public sealed class AcceptedSpellingTests(ServingGateway serving)
{
    public static TheoryData<string, string> Requests => new()
    {
        { "plain", WithHeaders("") },
        { "in chunks", Chunked(Chunks) },
        { "in one chunk with leading zeros", Chunked($"000{Body.Length:X}\r\n{Body}\r\n000\r\n\r\n") },
        { "in chunks with extensions", Chunked(Chunks.Replace("6\r\n{", "6;a=\"b\";c\r\n{", StringComparison.Ordinal)) },
        { "coding in capitals behind a tab", Put("Transfer-Encoding:\tCHUNKED\t\r\n", Chunks) },
        { "length with leading zeros and blanks", Put("Content-Length:   000{n} \r\n", Body) },
        { "header names in other letters", WithHeaders("").Replace("Content-Length", "cOnTeNt-LeNgTh", StringComparison.Ordinal).Replace("Host", "HOST", StringComparison.Ordinal) },
        { "HTTP/1.0", WithLine("PUT /clients/1001 HTTP/1.0") },
        { "announced with Expect", WithHeaders("Expect: 100-Continue\r\n") },
        { "charset in other letters", WithHeaders("").Replace("application/json", "Application/JSON ; Charset=\"UTF-8\"", StringComparison.Ordinal) },
        { "no encoding", WithHeaders("Content-Encoding: identity\r\n") },
        { "a name in a header of the gateway", WithHeaders("Hmis-Gateway-Actor: Jos\xc3\xa9\r\n") },
        { "libwww", WithHeaders("TE: deflate,gzip;q=0.3\r\nConnection: TE\r\n") },
        { "headers that go no further", WithHeaders("X-Forwarded-For: 10.0.0.1\r\nForwarded: for=10.0.0.1\r\nX-Forwarded-Host: elsewhere\r\nVia: 1.1 proxy\r\nProxy-Connection: x\r\nKeep-Alive: 5\r\nX-Content-Length: 7\r\nAccept-Encoding: gzip\r\ntraceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\nbaggage: client=1003\r\nOrigin: https://elsewhere\r\nReferer: https://elsewhere/1003\r\n") },
    };

    [Theory]
    [MemberData(nameof(Requests), DisableDiscoveryEnumeration = true)]
    public async Task The_vendor_sees_one_request_of_the_gateways_own_making(string name, string request)
    {
        serving.Vendor.Clear();
        string last = request.Replace("Hmis-Gateway-Key", "Connection: close\r\nHmis-Gateway-Key", StringComparison.Ordinal);

        RawAnswer answer = await RawHttp.UntilClosedAsync(serving.Gateway, ToBytes(last, serving.Key));

        answer.Status.ShouldBe(200, name + ": " + answer.Text);
        answer.Count.ShouldBe(1);
        string seen = serving.Vendor.Text;
        string[] head = seen[..seen.IndexOf("\r\n\r\n", StringComparison.Ordinal)].Split("\r\n");
        head[0].ShouldBe("PUT /clients/1001 HTTP/1.1", name);
        seen[(seen.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..].ShouldBe(Body, name);
        head.Skip(1).Select(static line => line[..line.IndexOf(':', StringComparison.Ordinal)]).ShouldBe(
            ["Host", "Content-Type", "Content-Length"], ignoreOrder: true, name);
        head.ShouldContain($"Content-Length: {Body.Length}");
        head.ShouldContain($"Host: {serving.Vendor.Address.Authority}");
    }

    [Fact]
    public async Task Garbage_behind_the_last_chunk_is_no_request()
    {
        serving.Vendor.Clear();

        RawAnswer answer = await RawHttp.UntilClosedAsync(serving.Gateway, ToBytes(Chunked(Chunks) + "0\r\n\r\n" + WithHeaders(""), serving.Key));

        answer.Count.ShouldBe(2, answer.Text);
        answer.Text.ShouldStartWith("HTTP/1.1 200");
        answer.Text.ShouldContain("HTTP/1.1 400");
        serving.Vendor.Text.Split("PUT /").Length.ShouldBe(2);
    }

    [Theory]
    [InlineData("GET", "/_GATEWAY/v1/offline")]
    [InlineData("GET", "/_Gateway/V1/offline")]
    [InlineData("GET", "/%5Fgateway/v1/offline")]
    [InlineData("GET", "/_gatewa%79/v1/offline")]
    [InlineData("POST", "/_GATEWAY/v1/decisions")]
    [InlineData("PUT", "/_GATEWAY/clients/1001")]
    [InlineData("GET", "/clients/../_gateway/v1/offline")]
    [InlineData("GET", "/_gateway/v1/x/../offline")]
    [InlineData("GET", "/_gateway")]
    [InlineData("GET", "/_gateway/")]
    [InlineData("GET", "/_gateway/unheard-of")]
    public async Task Our_own_calls_have_one_spelling_and_nothing_like_them_reaches_the_vendor(string method, string path)
    {
        serving.Vendor.Clear();
        string body = method == "GET" ? "" : Body;

        RawAnswer answer = await RawHttp.UntilClosedAsync(
            serving.Gateway, Encoding.ASCII.GetBytes($"{method} {path} HTTP/1.1\r\nHost: gateway\r\nHmis-Gateway-Key: {serving.Key}\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: {body.Length}\r\n\r\n{body}"));

        answer.Status.ShouldBe(404, answer.Text);
        answer.Problem["code"]!.GetValue<string>().ShouldBe("not_found");
        serving.Vendor.Text.ShouldBeEmpty();
    }
}
