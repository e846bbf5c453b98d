using System.Text.Json.Nodes;
using HmisGateway.EndToEndTests.Harness;

namespace HmisGateway.EndToEndTests.Wire;

/// <summary>
/// What a vendor's answer can do to the requests that come after it: nothing. Where an answer has no certain end its outcome is unknown, and the
/// next request gets its own answer.
/// </summary>
[Collection(WireSuite.Name)]
public sealed class VendorAnswerTests : IDisposable
{
    private const string Update = """{"client":{"alias":"the raven"}}""";
    private const string Json = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
    private const string Forged = Json + "Content-Length: 13\r\n\r\n{\"id\":\"6666\"}";
    private readonly ServingGateway _serving;
    private int _alias;

    public VendorAnswerTests(ServingGateway serving)
    {
        _serving = serving;
        serving.Vendor.Clear();
    }

    public static TheoryData<string, string> Unclear => new()
    {
        { "length and chunks", Json + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n" + Forged },
        { "chunks and length of the whole", Json + "Transfer-Encoding: chunked\r\nContent-Length: 12\r\n\r\n2\r\n{}\r\n0\r\n\r\n" },
        { "two lengths", Json + "Content-Length: 2\r\nContent-Length: 4\r\n\r\n{}{}" },
        { "one length twice", Json + "Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}" },
        { "list of lengths", Json + "Content-Length: 2, 2\r\n\r\n{}" },
        { "length with a sign", Json + "Content-Length: +2\r\n\r\n{}" },
        { "negative length", Json + "Content-Length: -1\r\n\r\n{}" },
        { "length that is no number", Json + "Content-Length: two\r\n\r\n{}" },
        { "another coding", Json + "Transfer-Encoding: gzip, chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n" },
        { "identity", Json + "Transfer-Encoding: identity\r\n\r\n{}" },
        { "chunked twice", Json + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n" },
        { "chunk that is none", Json + "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n" },
        { "chunk longer than it says", Json + "Transfer-Encoding: chunked\r\n\r\n1\r\n{}\r\n0\r\n\r\n" },
        { "cut off in its length", Json + "Content-Length: 900\r\n\r\n{\"id\":" },
        { "cut off in a chunk", Json + "Transfer-Encoding: chunked\r\n\r\nff\r\n{\"id\":" },
        { "cut off before the last chunk", Json + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n" },
        { "cut off in its head", "HTTP/1.1 200 OK\r\nContent-Le" },
        { "no http", "+OK ready\r\n\r\n" },
        { "another version", "HTTP/2.0 200 OK\r\nContent-Length: 2\r\n\r\n{}" },
        { "switching protocols", "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n" },
        { "header without a colon", Json + "X-A\r\nContent-Length: 2\r\n\r\n{}" },
        { "huge head", Json + "X-A: " + new string('a', 70_000) + "\r\nContent-Length: 2\r\n\r\n{}" },
        { "interim answers and nothing else", string.Concat(Enumerable.Repeat("HTTP/1.1 102 Processing\r\n\r\n", 200)) },
        { "redirect", "HTTP/1.1 307 Temporary Redirect\r\nLocation: /clients/1003\r\nContent-Length: 0\r\n\r\n" },
    };

    public static TheoryData<string, string> Whole => new()
    {
        { "two answers", Json + "Content-Length: 2\r\n\r\n{}" + Forged },
        { "answer longer than its length", Json + "Content-Length: 2\r\n\r\n{}" + new string('x', 500) },
        { "chunks and another answer", Json + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n" + Forged },
        { "no content, and content", "HTTP/1.1 204 No Content\r\n\r\n" + Forged },
        { "not modified, and content", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n" + Forged },
        { "many interim answers", string.Concat(Enumerable.Repeat("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n", 500)) + Json + "Content-Length: 2\r\n\r\n{}" },
        { "until the connection ends", "HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n{}" },
    };

    public void Dispose()
    {
        _serving.Vendor.Answer = static id => RecordingVendor.Ok($$"""{"id":{{id}}}""");
        _serving.Vendor.AnswerLater = null;
        _serving.Vendor.ClosesAfterAnswer = false;
    }

    [Theory]
    [MemberData(nameof(Unclear), DisableDiscoveryEnumeration = true)]
    public async Task A_write_whose_answer_has_no_certain_end_is_in_doubt_and_the_next_gets_its_own(string name, string bytes)
    {
        Respond(bytes, closes: name.StartsWith("cut off", StringComparison.Ordinal) || name.StartsWith("interim", StringComparison.Ordinal));

        Answer answer = await SendAsync();

        answer.Status.ShouldBe(409, name + ": " + answer.Text);
        answer.Code.ShouldBe("outcome_unknown", name);
        answer.Headers.ShouldNotContainKey("X-A");
        (await _serving.ReadBackAsync(answer.Receipt)).Length.ShouldBeGreaterThan(0);
        await NextGetsItsOwnAnswerAsync(name);
    }

    [Theory]
    [MemberData(nameof(Whole), DisableDiscoveryEnumeration = true)]
    public async Task What_a_vendor_sends_behind_an_answer_is_nobodys_answer(string name, string bytes)
    {
        Respond(bytes, closes: name == "until the connection ends");

        Answer answer = await SendAsync();

        answer.Status.ShouldBeInRange(200, 204, name + ": " + answer.Text);
        answer.Text.ShouldNotContain("6666");
        await NextGetsItsOwnAnswerAsync(name);
    }

    [Fact]
    public async Task A_read_is_no_better_off()
    {
        Respond(Json + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n", closes: false);

        Answer answer = await _serving.SendAsync("GET", "/clients/1001");

        answer.Code.ShouldBe("vendor_no_answer");
        await NextGetsItsOwnAnswerAsync("read");
    }

    [Fact]
    public async Task A_redirect_of_a_read_is_passed_on_and_cookies_are_not_kept()
    {
        Respond("HTTP/1.1 302 Found\r\nLocation: /clients/1001\r\nSet-Cookie: session=1\r\nContent-Length: 0\r\n\r\n", closes: false);
        using HttpClient direct = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
        using HttpRequestMessage request = new(HttpMethod.Get, new Uri(_serving.Gateway, "/clients/1001"));
        request.Headers.Add("Hmis-Gateway-Key", _serving.Key);

        using HttpResponseMessage answer = await direct.SendAsync(request, TestContext.Current.CancellationToken);
        await NextGetsItsOwnAnswerAsync("redirect");

        ((int)answer.StatusCode).ShouldBe(302);
        answer.Headers.GetValues("Set-Cookie").ShouldBe(["session=1"]);
        _serving.Vendor.Text.Split("GET /").Length.ShouldBe(2, "the redirect is not followed");
        _serving.Vendor.Text.ShouldNotContain("Cookie");
    }

    [Fact]
    public async Task A_compressed_answer_is_passed_on_as_it_is()
    {
        Respond(Json + "Content-Encoding: x-own\r\nContent-Length: 3\r\n\r\nabc", closes: false);

        Answer answer = await SendAsync();

        answer.Text.ShouldBe("abc");
        answer.Headers["Content-Encoding"].ShouldBe("x-own");
        _serving.Vendor.Text.ShouldNotContain("Accept-Encoding");
    }

    [Fact]
    public async Task One_request_at_a_time_is_on_a_connection()
    {
        TaskCompletionSource<string> later = new();
        int before = _serving.Vendor.Requests;
        _serving.Vendor.AnswerLater = later.Task;

        Task<Answer>[] writes = [SendAsync(), SendAsync(), SendAsync()];
        await _serving.Process.WaitUntilAsync(() => Task.FromResult(_serving.Vendor.Requests == before + 3));
        later.SetResult(RecordingVendor.Ok("{}"));

        (await Task.WhenAll(writes)).ShouldAllBe(static answer => answer.Status == 200);
        _serving.Vendor.TextByConnection.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Agencies_share_no_connection()
    {
        (await SendAsync()).Status.ShouldBe(200);
        (await _serving.SendAsync("PUT", "/clients/1002", """{"client":{"alias":"the other"}}""", _serving.OtherKey)).Status.ShouldBe(200);
        (await SendAsync()).Status.ShouldBe(200);

        IReadOnlyList<string> connections = _serving.Vendor.TextByConnection;
        connections.Count(static text => text.Contains("/clients/1002 ", StringComparison.Ordinal)).ShouldBe(1);
        connections.ShouldNotContain(static text => text.Contains("/clients/1001 ", StringComparison.Ordinal) && text.Contains("/clients/1002 ", StringComparison.Ordinal));
        connections.Count.ShouldBe(2, "and one agency's requests do share theirs");
    }

    private void Respond(string bytes, bool closes)
    {
        _serving.Vendor.Answer = _ => bytes;
        _serving.Vendor.ClosesAfterAnswer = closes;
    }

    /// <summary>Another body each time: a write in doubt is not sent again.</summary>
    private Task<Answer> SendAsync() =>
        _serving.SendAsync("PUT", "/clients/1001", Update.Replace("raven", Guid.NewGuid().ToString("N") + _alias++, StringComparison.Ordinal));

    private async Task NextGetsItsOwnAnswerAsync(string name)
    {
        Dispose();
        for (int i = 0; i < 3; i++)
        {
            string own = "own-" + i;
            _serving.Vendor.Answer = _ => RecordingVendor.Ok($$"""{"id":"{{own}}"}""");
            Answer next = await SendAsync();
            next.Status.ShouldBe(200, name + ": " + next.Text);
            JsonNode.Parse(next.Body)!["id"]!.GetValue<string>().ShouldBe(own, name);
        }
    }
}
