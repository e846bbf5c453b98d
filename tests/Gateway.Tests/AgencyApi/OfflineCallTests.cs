using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using HmisGateway.Agencies;
using HmisGateway.Keys;
using HmisGateway.Ledger;
using HmisGateway.Offline;

namespace HmisGateway.Tests.AgencyApi;

public sealed class OfflineCallTests : IAsyncLifetime
{
    private GatewayUnderTest _gateway = null!;
    private HttpClient _north = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _gateway = await GatewayUnderTest.StartAsync();
        _north = await _gateway.AddAgencyAsync("north");
        await _gateway.AddAgencyAsync("south");
    }

    public async ValueTask DisposeAsync()
    {
        _north.Dispose();
        await _gateway.DisposeAsync();
    }

    [Fact]
    public async Task Items_are_listed_with_the_agencys_own_client_ids_and_without_the_precise_reason()
    {
        Guid receipt = await _gateway.DivertAsync("north", "a-1", "abc"u8.ToArray(), code: "consent_not_confirmed");
        await _gateway.DivertAsync("south", "b-1", "abc"u8.ToArray());

        string text = await _north.GetStringAsync("offline", Stop);

        JsonNode.DeepEquals(JsonNode.Parse(text), JsonNode.Parse($$"""
            {"items":[{"receipt":"{{receipt}}","receivedAt":"2026-11-02T15:04:05+00:00","code":"consent_not_confirmed","lockedAttempt":true,
             "recordKinds":["client","note"],"status":"held","clients":["a-1"],"attempts":1,"bytes":3}],"nextCursor":null}
            """)).ShouldBeTrue(text);
        text.ShouldNotContain("elsewhere");
    }

    [Theory]
    [InlineData(7, 3)]
    [InlineData(6, 2)]
    public async Task Pages_follow_one_another_without_gap_or_repetition_and_the_last_says_so(int items, int pages)
    {
        List<Guid> stored = [];
        for (int i = 0; i < items; i++)
        {
            stored.Add(await _gateway.DivertAsync("north", $"a-{i % 2}", [1]));
        }

        List<Guid> listed = [];
        string? cursor = null;
        do
        {
            JsonNode page = (await _north.GetFromJsonAsync<JsonNode>($"offline?limit=3&after={cursor}", Stop))!;
            listed.AddRange(page["items"]!.AsArray().Select(static item => item!["receipt"]!.GetValue<Guid>()));
            cursor = page["nextCursor"]?.GetValue<string>();
            pages--;
        }
        while (cursor is not null);

        listed.ShouldBe(stored);
        pages.ShouldBe(0);
    }

    [Theory]
    [InlineData("client=a-1", 2)]
    [InlineData("client=a-2", 1)]
    [InlineData("client=b-1", 0)]
    [InlineData("code=no_sharing", 2)]
    [InlineData("code=client_unidentified", 1)]
    [InlineData("status=held", 3)]
    [InlineData("status=in_doubt", 0)]
    [InlineData("client=a-1&code=no_sharing&status=held", 1)]
    public async Task Lists_are_filtered(string filter, int expected)
    {
        await _gateway.DivertAsync("north", "a-1", [1]);
        await _gateway.DivertAsync("north", "a-1", [1], code: "client_unidentified");
        await _gateway.DivertAsync("north", "a-2", [1]);
        await _gateway.DivertAsync("south", "b-1", [1]);

        JsonNode page = (await _north.GetFromJsonAsync<JsonNode>($"offline?{filter}", Stop))!;

        page["items"]!.AsArray().Count.ShouldBe(expected);
    }

    [Theory]
    [InlineData("limit=0")]
    [InlineData("limit=501")]
    [InlineData("limit=many")]
    [InlineData("limit=1&limit=2")]
    [InlineData("after=xyz")]
    [InlineData("client=a%201")]
    [InlineData("code=No-Sharing")]
    [InlineData("status=lost")]
    [InlineData("stauts=held")]
    public async Task A_filter_that_cannot_be_read_is_422(string filter)
    {
        using HttpResponseMessage answer = await _north.GetAsync($"offline?{filter}", Stop);

        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task One_item_shows_the_request_without_target_headers_or_reason()
    {
        Guid receipt = await _gateway.DivertAsync("north", "a-1", [1, 2], static details => details with { ContentEncoding = "gzip" });

        string text = await _north.GetStringAsync($"offline/{receipt}", Stop);

        JsonNode item = JsonNode.Parse(text)!;
        (item["method"]!.GetValue<string>(), item["contentType"]!.GetValue<string>(), item["contentEncoding"]!.GetValue<string>())
            .ShouldBe(("POST", "application/json", "gzip"));
        text.ShouldNotContain("elsewhere");
        text.ShouldNotContain("/clients?");
    }

    [Fact]
    public async Task The_content_is_the_original_bytes_with_the_original_type_and_its_encoding_only_told()
    {
        byte[] body = [0x1F, 0x8B, 0, 1, 2, 255, 0, .. Encoding.UTF8.GetBytes("\u00e9\r\n")];
        Guid receipt = await _gateway.DivertAsync(
            "north", "a-1", body, static details => details with { ContentType = "application/json; charset=utf-8", ContentEncoding = "gzip" });

        using HttpResponseMessage answer = await RevealAsync(receipt, "auditor", "audit", "why not");

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await answer.Content.ReadAsByteArrayAsync(Stop)).ShouldBe(body);
        answer.Content.Headers.ContentType!.ToString().ShouldBe("application/json; charset=utf-8");
        answer.Content.Headers.ContentEncoding.ShouldBeEmpty();
        answer.Headers.GetValues("Hmis-Gateway-Content-Encoding").ShouldBe(["gzip"]);
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        answer.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        string ledger = await _gateway.LedgerAsync();
        ledger.ShouldContain("revealed");
        ledger.ShouldContain(receipt.ToString());
        ledger.ShouldContain("\"audit\"");
        ledger.ShouldNotContain("auditor");
        ledger.ShouldNotContain("why not");
    }

    [Fact]
    public async Task Who_read_and_what_they_noted_is_sealed_beside_the_ledger_so_that_it_can_be_erased()
    {
        Guid receipt = await _gateway.DivertAsync("north", "a-1", [1]);
        using HttpResponseMessage answer = await RevealAsync(receipt, "auditor", "audit", "why not");

        byte[] statement = _gateway.Query("SELECT sealed FROM actor_statement").ShouldHaveSingleItem();
        Encoding.UTF8.GetString(_gateway.Get<IKeyRing>().Open("north", ActorEvidence.Context, statement))
            .ShouldBe("""{"name":"auditor","note":"why not"}""");
        string ledger = await _gateway.LedgerAsync();
        ledger.ShouldContain($"\"statement\":\"{Convert.ToHexStringLower(SHA256.HashData(statement))}\"");
        ledger.ShouldNotContain(Convert.ToBase64String(statement));

        _gateway.Execute("DELETE FROM actor_statement");
        (await LedgerVerifier.VerifyAsync(_gateway.Storage.Ledger, Stop)).ShouldBeOfType<LedgerVerification.Verified>();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("text/html\r\nX-Injected: 1")]
    [InlineData("text/\u00e9")]
    public async Task A_content_type_that_cannot_stand_in_a_header_is_answered_as_bytes(string? contentType)
    {
        Guid receipt = await _gateway.DivertAsync("north", "a-1", [7], details => details with { ContentType = contentType });

        using HttpResponseMessage answer = await RevealAsync(receipt, "auditor", "audit");

        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/octet-stream");
    }

    [Theory]
    [InlineData(null, "audit")]
    [InlineData("auditor", null)]
    [InlineData("auditor", "curiosity")]
    [InlineData(" ", "audit")]
    public async Task Nobody_reads_content_without_a_name_and_a_reason_of_the_list(string? actor, string? reason)
    {
        Guid receipt = await _gateway.DivertAsync("north", "a-1", "secret"u8.ToArray());

        using HttpResponseMessage answer = await RevealAsync(receipt, actor, reason);

        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await answer.Content.ReadAsStringAsync(Stop)).ShouldNotContain("secret");
        (await _gateway.LedgerAsync()).ShouldNotContain("revealed");
    }

    [Fact]
    public async Task An_erased_item_is_still_listed_and_its_content_is_gone()
    {
        OfflineItem erased = Some.Item("north") with { Status = OfflineStatus.Erased, WrappedKey = [], SealedContent = [], SealedDetails = [] };
        await _gateway.Storage.Offline.StoreAsync(erased, Some.Event(), Stop);

        JsonNode item = (await _north.GetFromJsonAsync<JsonNode>($"offline/{erased.Receipt}", Stop))!;
        (item["status"]!.GetValue<string>(), item["clients"]!.AsArray().Count).ShouldBe(("erased", 0));
        using HttpResponseMessage content = await RevealAsync(erased.Receipt, "auditor", "audit");
        content.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private async Task<HttpResponseMessage> RevealAsync(Guid receipt, string? actor, string? reason, string? note = null)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, $"offline/{receipt}/content");
        foreach ((string name, string? value) in ((string, string?)[])[("Hmis-Gateway-Actor", actor), ("Hmis-Gateway-Reason", reason), ("Hmis-Gateway-Note", note)])
        {
            if (value is not null)
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return await _north.SendAsync(request, Stop);
    }
}
