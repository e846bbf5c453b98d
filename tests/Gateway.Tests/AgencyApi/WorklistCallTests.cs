using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using HmisGateway.Agencies;
using HmisGateway.Identity;
using HmisGateway.Offline;

namespace HmisGateway.Tests.AgencyApi;

public sealed class WorklistCallTests : IAsyncLifetime
{
    private const string Unconfirmed = "consent_not_confirmed";
    private const string Full = """{"choice":"full","signedOn":"2026-11-02"}""";

    private GatewayUnderTest _gateway = null!;
    private HttpClient _north = null!;
    private HttpClient _south = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _gateway = await GatewayUnderTest.StartAsync();
        _north = await _gateway.AddAgencyAsync("north");
        _south = await _gateway.AddAgencyAsync("south");
    }

    public async ValueTask DisposeAsync()
    {
        _north.Dispose();
        _south.Dispose();
        await _gateway.DisposeAsync();
    }

    [Fact]
    public async Task Each_client_stands_once_with_its_items_the_longest_waiting_first()
    {
        await HoldAsync("a-2");
        await HoldAsync("a-1");
        await HoldAsync("a-2");
        await HoldAsync("b-1", agency: "south");

        JsonNode list = await ListAsync(_north);

        JsonNode.DeepEquals(list, JsonNode.Parse("""
            {"items":[{"clientId":"a-2","items":2,"oldest":"2026-11-02T15:04:05+00:00","next":"record_roi"},
                      {"clientId":"a-1","items":1,"oldest":"2026-11-02T15:04:05+00:00","next":"record_roi"}],"nextCursor":null}
            """)).ShouldBeTrue(list.ToJsonString());
    }

    [Theory]
    [InlineData(null, Unconfirmed, "record_roi")]
    [InlineData("""{"choice":"none","signedOn":"2026-11-02"}""", "no_sharing", "enter_offline")]
    [InlineData("""{"signedOn":"2026-11-02","signer":"refused"}""", Unconfirmed, "enter_offline")]
    [InlineData("""{"choice":"full","signedOn":"2025-11-02","endsOn":"2026-11-01"}""", Unconfirmed, "renew_roi")]
    [InlineData("""{"choice":"full","signedOn":"2025-11-02","endsOn":"2026-11-02"}""", Unconfirmed, "review_match")]
    [InlineData(Full, Unconfirmed, "review_match")]
    [InlineData(Full, "payload_unreadable", "resend")]
    public async Task What_is_next_follows_from_the_agencys_own_form(string? form, string code, string next)
    {
        if (form is not null)
        {
            await RecordAsync(_north, "a-1", form);
        }

        await HoldAsync("a-1", code);

        Next(await ListAsync(_north)).ShouldBe(["a-1 " + next]);
    }

    [Fact]
    public async Task What_was_held_before_a_form_was_recorded_is_sent_again()
    {
        await HoldAsync("a-1");
        _gateway.Time.Advance(TimeSpan.FromMinutes(1));
        await RecordAsync(_north, "a-1", Full);

        Next(await ListAsync(_north)).ShouldBe(["a-1 resend"]);
    }

    [Fact]
    public async Task What_was_sent_again_after_the_form_was_recorded_and_held_again_is_to_be_reviewed()
    {
        OfflineItem item = await ItemAsync("a-1", content: 7);
        await StoreAsync(item);
        _gateway.Time.Advance(TimeSpan.FromMinutes(1));
        await RecordAsync(_north, "a-1", Full);
        await StoreAsync(item with { Receipt = Guid.CreateVersion7(), ReceivedAt = Some.Moment.AddMinutes(2) });

        JsonNode list = await ListAsync(_north);

        Next(list).ShouldBe(["a-1 review_match"]);
        list["items"]![0]!["items"]!.GetValue<int>().ShouldBe(1);
        list["items"]![0]!["oldest"]!.GetValue<DateTimeOffset>().ShouldBe(Some.Moment);
    }

    [Fact]
    public async Task A_client_who_was_recognised_only_when_it_was_sent_again_is_named_by_the_form()
    {
        OfflineItem item = await ItemAsync("a-1", content: 7);
        await StoreAsync(item);
        await RecordAsync(_north, "a-9", """{"choice":"none","signedOn":"2026-11-02"}""");
        await StoreAsync(item with
        {
            Receipt = Guid.CreateVersion7(),
            Clients = [.. item.Clients, _gateway.Get<Pseudonymizer>().OfAgencyClient("north", "a-9")],
        });

        Next(await ListAsync(_north)).ShouldBe(["a-1 record_roi", "a-9 enter_offline"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_form_under_another_own_id_of_the_same_person_counts()
    {
        await RecordAsync(_north, "a-1", """{"choice":"none","signedOn":"2026-11-02","vendorId":"1003"}""");
        await RecordAsync(_north, "a-2", """{"choice":"full","signedOn":"2026-11-02","vendorId":"1003"}""");
        await HoldAsync("a-2");

        Next(await ListAsync(_north)).ShouldBe(["a-2 enter_offline"]);
    }

    [Fact]
    public async Task Another_agencys_choices_change_nothing_in_it()
    {
        foreach ((string client, string vendorId) in ((string, string)[])[("a-1", "1001"), ("a-2", "1002"), ("a-3", "1003")])
        {
            await RecordAsync(_north, client, $$"""{"choice":"full","signedOn":"2026-11-02","vendorId":"{{vendorId}}"}""");
            await HoldAsync(client);
        }

        await HoldAsync("a-4");
        string before = (await ListAsync(_north)).ToJsonString();

        await RecordAsync(_south, "b-1", """{"choice":"none","signedOn":"2026-11-02","vendorId":"1001"}""");
        await RecordAsync(_south, "b-2", """{"choice":"full","signedOn":"2026-11-02","vendorId":"1002"}""");
        await RecordAsync(_south, "a-4", """{"choice":"none","signedOn":"2026-11-02"}""");
        await HoldAsync("b-1", agency: "south");

        (await ListAsync(_north)).ToJsonString().ShouldBe(before);
        Next(await ListAsync(_south)).ShouldBe(["b-1 enter_offline"]);
    }

    [Fact]
    public async Task A_victim_service_provider_only_ever_enters_offline()
    {
        HttpClient haven = await _gateway.AddAgencyAsync("haven", AgencyType.VictimService);
        await HoldAsync("v-1", "victim_service_provider", "haven");
        _gateway.Time.Advance(TimeSpan.FromMinutes(1));
        await RecordAsync(haven, "v-1", Full);

        Next(await ListAsync(haven)).ShouldBe(["v-1 enter_offline"]);
    }

    [Fact]
    public async Task Only_held_items_wait()
    {
        foreach (OfflineStatus status in Enum.GetValues<OfflineStatus>().Where(static status => status != OfflineStatus.Held))
        {
            await _gateway.Storage.Offline.StoreAsync(
                Some.Item("north", Unconfirmed, Some.Client("north", "x")) with { Status = status }, Some.Event(), Stop);
        }

        Next(await ListAsync(_north)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Pages_come_to_an_end_and_name_each_client_once()
    {
        string[] clients = [.. Enumerable.Range(1, 7).Select(static i => $"a-{i}")];
        foreach (string client in (string[])[.. clients, .. clients.Reverse()])
        {
            await HoldAsync(client);
        }

        List<string> listed = [];
        string? cursor = null;
        do
        {
            JsonNode page = await ListAsync(_north, cursor is null ? "?limit=3" : $"?limit=3&after={cursor}");
            listed.AddRange(page["items"]!.AsArray().Select(static item => item!["clientId"]!.GetValue<string>()));
            cursor = page["nextCursor"]?.GetValue<string>();
        }
        while (cursor is not null);

        listed.ShouldBe(clients);
    }

    [Theory]
    [InlineData("?limit=0")]
    [InlineData("?limit=501")]
    [InlineData("?limit=x")]
    [InlineData("?limit=1&limit=2")]
    [InlineData("?after=x")]
    [InlineData("?after=AAAAAAAAAAAAAAAAAAAAAA")]
    public async Task A_parameter_that_cannot_be_read_is_422(string query)
    {
        using HttpResponseMessage answer = await _north.GetAsync("worklist" + query, Stop);

        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task Another_agencys_cursor_leads_nowhere()
    {
        await HoldAsync("b-1", agency: "south");
        await HoldAsync("a-1");
        string cursor = (await ListAsync(_south, "?limit=1"))["nextCursor"]!.GetValue<string>();

        (await ListAsync(_north, "?after=" + cursor))["items"]!.AsArray().ShouldBeEmpty();
    }

    private static string[] Next(JsonNode list) =>
        [.. list["items"]!.AsArray().Select(static item => $"{item!["clientId"]!.GetValue<string>()} {item["next"]!.GetValue<string>()}")];

    private static async Task<JsonNode> ListAsync(HttpClient agency, string query = "") =>
        JsonNode.Parse(await agency.GetStringAsync("worklist" + query, Stop))!;

    private static async Task RecordAsync(HttpClient agency, string client, string form)
    {
        using StringContent content = new(form, Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await agency.PutAsync($"clients/{client}/roi", content, Stop);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    /// <summary>An item as it was stored, with a content by which it is known when it comes again.</summary>
    private async Task<OfflineItem> ItemAsync(string client, byte content)
    {
        Guid receipt = await HoldAsync(client);
        OfflineItem item = (await _gateway.Storage.Offline.ReadAsync("north", receipt, Stop)).ShouldNotBeNull();
        _gateway.Execute("DELETE FROM offline_item_client; DELETE FROM offline_item");
        return item with { Content = new ContentKey(content) };
    }

    private async Task StoreAsync(OfflineItem item) => await _gateway.Storage.Offline.StoreAsync(item, Some.Event(), Stop);

    private Task<Guid> HoldAsync(string client, string code = Unconfirmed, string agency = "north") =>
        _gateway.DivertAsync(agency, client, [1], code: code);
}
