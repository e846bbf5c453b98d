using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using HmisGateway.EndToEndTests.Harness;
using static HmisGateway.EndToEndTests.Splitting.HouseholdProfile;

namespace HmisGateway.EndToEndTests.Splitting;

/// <summary>Lists of records by a rule that says <c>split</c>: elements that may not be forwarded are taken out and kept, the rest arrives as it stood.</summary>
public sealed class ListSplitTests : IAsyncLifetime
{
    private const string NoneWithIdentity =
        """{"choice":"none","signedOn":"2026-02-01","identity":{"firstName":"Ann","lastName":"O'Lee","dob":"1985-12-10","ssn":"219-09-9999"}}""";

    private static readonly string[] s_clients = ["mem-1", "mem-2", "mem-3", "mem-4"];

    private readonly GatewayBeforeVendor _gateway = new();

    public ValueTask InitializeAsync()
    {
        _gateway.UseProfile(Name, Json());
        return _gateway.InitializeAsync();
    }

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Members_who_share_nothing_are_taken_out_and_the_others_arrive_byte_for_byte(int none)
    {
        string[] kept = s_clients[..none];
        await RecordAllAsync(kept);
        string body = Household(s_clients.Select(static client => Member(client)));

        Answer answer = await _gateway.SendAsync("POST", "/households", body);

        answer.Status.ShouldBe(200, answer.Text);
        (string head, byte[] sent) = _gateway.Vendor.SingleRequest();
        head.ShouldStartWith("POST /households HTTP/1.1\r\n");
        head.ShouldContain("\r\nContent-Type: application/json; charset=utf-8\r\n");
        Encoding.UTF8.GetString(sent).ShouldBe(none == 0 ? body : Sent(s_clients[none..].Select(static client => Member(client))));
        if (none == 0)
        {
            answer.Headers.ShouldNotContainKey("Hmis-Gateway-Diverted");
            (await _gateway.ListAsync()).ShouldBeEmpty();
            return;
        }

        foreach (string client in kept)
        {
            _gateway.Vendor.Text.ShouldNotContain(client);
        }

        string receipt = answer.Headers["Hmis-Gateway-Diverted"];
        (await _gateway.ListAsync()).Single()["receipt"]!.GetValue<string>().ShouldBe(receipt);
        JsonNode item = await _gateway.ShowAsync(receipt);
        (Text(item, "code"), Text(item, "status"), Text(item, "contentType")).ShouldBe(("no_sharing", "held", "application/zip"));
        JsonNode[] parts = [.. item["parts"]!.AsArray()!];
        parts.Select(static part => part["clients"]!.AsArray().Single()!.GetValue<string>()).ShouldBe(kept, ignoreOrder: true);
        foreach (JsonNode part in parts)
        {
            string client = part["clients"]![0]!.GetValue<string>();
            (await ReadTextAsync(Text(part, "receipt"))).ShouldBe(Sent(Member(client)));
            (await _gateway.ShowAsync(Text(part, "receipt")))["contentType"]!.GetValue<string>().ShouldBe("application/json; charset=utf-8");
        }

        (await UnpackAsync(receipt)).ShouldBe(kept.Select(static client => Sent(Member(client))), ignoreOrder: true);
        (int exitCode, string output, string error) = await _gateway.VerbAsync("ledger", "verify");
        exitCode.ShouldBe(0, output + error);
    }

    [Fact]
    public async Task A_list_of_whom_nobody_may_be_forwarded_is_kept_whole()
    {
        await RecordAllAsync(s_clients);
        string body = Household(s_clients.Select(static client => Member(client)));

        Answer answer = await _gateway.SendAsync("POST", "/households", body);

        (answer.Status, answer.Code).ShouldBe((403, "no_sharing"));
        _gateway.Vendor.Bytes.ShouldBeEmpty();
        (await ReadTextAsync(answer.Receipt)).ShouldBe(body);
        (await _gateway.ListAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_rule_that_does_not_say_split_keeps_the_list_whole()
    {
        await RecordAllAsync("mem-1");
        string body = Household(s_clients.Select(static client => Member(client)));

        Answer answer = await _gateway.SendAsync("POST", "/whole", body);

        (answer.Status, answer.Code).ShouldBe((403, "no_sharing"));
        _gateway.Vendor.Bytes.ShouldBeEmpty();
        (await ReadTextAsync(answer.Receipt)).ShouldBe(body);
    }

    [Fact]
    public async Task A_protected_client_named_or_mentioned_outside_the_list_keeps_it_whole()
    {
        await RecordAllAsync("mem-1");
        await ProtectAsync("AB-12345");
        string named = Household(Member("mem-2"), Member("mem-3")).Replace("null", "\"mem-1\"", StringComparison.Ordinal);
        string mentioned = Household(Member("mem-1"), Member("mem-2")).Replace("as told", "as told by 219-09-9999", StringComparison.Ordinal);

        (await _gateway.SendAsync("POST", "/households", named)).Code.ShouldBe("no_sharing");
        (await _gateway.SendAsync("POST", "/households", mentioned)).Code.ShouldBe("no_sharing");

        _gateway.Vendor.Bytes.ShouldBeEmpty();
        (await _gateway.SendAsync("POST", "/households", named.Replace("mem-1", "mem-4", StringComparison.Ordinal))).Status.ShouldBe(200);
    }

    [Fact]
    public async Task An_element_about_somebody_else_that_mentions_a_protected_client_is_taken_out_alone()
    {
        await RecordAllAsync();
        await ProtectAsync("AB-12345");
        string mentioning = Member("mem-2", ", \"remark\": \"sister of 219-09-9999\"");

        Answer answer = await _gateway.SendAsync("POST", "/households", Household(Member("mem-1"), mentioning, Member("mem-2")));

        answer.Status.ShouldBe(200, answer.Text);
        Encoding.UTF8.GetString(_gateway.Vendor.SingleRequest().Body).ShouldBe(Sent(Member("mem-1"), Member("mem-2")));
        JsonNode part = (await _gateway.ShowAsync(answer.Headers["Hmis-Gateway-Diverted"]))["parts"]!.AsArray().Single()!;
        (Text(part, "code"), part["clients"]![0]!.GetValue<string>()).ShouldBe(("mentions_protected_client", "mem-2"));
    }

    [Fact]
    public async Task What_the_list_itself_says_of_a_protected_client_does_not_arrive_in_another_element()
    {
        await RecordAllAsync("mem-1");
        string none = Member("mem-1", """, "first": "Zelda", "last": "Quartz", "dob": "1980-02-03", "ssn": "219-45-6789", "hmisId": "900100200300" """);
        string number = Member("mem-2", ", \"remark\": \"sister of 219 45 6789\"");
        string name = Member("mem-3", ", \"remark\": \"came with QUARTZ, Zelda\"");
        string named = Member("mem-3", """, "first": "Bob", "last": "Smith", "remark": "came with Zelda Quartz" """);
        string id = Member("mem-3", ", \"remark\": \"shares 900100200300\"");
        string namesake = Member("mem-4", """, "first": "Zelda", "last": "Quartz", "dob": "1999-01-04" """);

        Answer answer = await _gateway.SendAsync("POST", "/households", Household(none, number, name, named, id, namesake));

        answer.Status.ShouldBe(200, answer.Text);
        Encoding.UTF8.GetString(_gateway.Vendor.SingleRequest().Body).ShouldBe(Sent(namesake));
        (await PartsAsync(answer.Headers["Hmis-Gateway-Diverted"])).ShouldBe(
            ["mem-1 no_sharing", "mem-2 mentions_protected_client", "mem-3 mentions_protected_client"], ignoreOrder: true);
        _gateway.Vendor.Clear();

        // Where it stands outside the list it cannot be taken out.
        (await _gateway.SendAsync("POST", "/households", Household(none, namesake).Replace("as told", "219456789", StringComparison.Ordinal))).Status.ShouldBe(403);
        _gateway.Vendor.Bytes.ShouldBeEmpty();
    }

    [Fact]
    public async Task Elements_that_mention_a_protected_client_only_together_keep_the_list_whole()
    {
        await RecordAllAsync("mem-1");
        string other = await _gateway.AddAgencyAsync("other");
        (await _gateway.SendAsync("PUT", "/_gateway/v1/clients/theirs-1/roi", NoneWithIdentity, other)).Status.ShouldBe(200);
        string name = Member("mem-2", ", \"remark\": \"came with Ann O'Lee\"");
        string birth = Member("mem-3", ", \"remark\": \"1985-12-10\"");

        Answer together = await _gateway.SendAsync("POST", "/households", Household(Member("mem-1"), name, birth));

        _gateway.Vendor.Text.ShouldBeEmpty();
        (together.Status, together.Code).ShouldBe((403, "no_sharing"));
        (await _gateway.SendAsync("POST", "/households", Household(Member("mem-1"), name))).Status.ShouldBe(200);
        (await _gateway.SendAsync("POST", "/households", Household(Member("mem-1"), birth))).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_list_with_much_around_it_for_each_element_is_kept_whole()
    {
        await RecordAllAsync("mem-1");
        string around = new('x', 256 * 1024);

        (await SendAsync(130)).Status.ShouldBe(403);
        _gateway.Vendor.Text.ShouldBeEmpty();
        (await SendAsync(20)).Status.ShouldBe(200);

        Task<Answer> SendAsync(int others) => _gateway.SendAsync("POST", "/households", Household([Member("mem-1"), .. Enumerable.Repeat(Member("mem-2"), others)])
            .Replace("as told", around, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_taken_out_is_durable_before_the_rest_is_sent()
    {
        await RecordAllAsync("mem-1");
        TaskCompletionSource<string> later = new();
        _gateway.Vendor.AnswerLater = later.Task;
        Task<Answer> writing = _gateway.SendAsync("POST", "/households", Household(Member("mem-1"), Member("mem-2")));
        await _gateway.Vendor.FirstRequest.WaitAsync(TestContext.Current.CancellationToken);

        IReadOnlyList<JsonNode> kept = await _gateway.ListAsync("client=mem-1");

        later.SetResult(RecordingVendor.Ok("{}"));
        (await writing).Status.ShouldBe(200);
        (await ReadTextAsync(Text(kept.ShouldHaveSingleItem(), "receipt"))).ShouldBe(Sent(Member("mem-1")));
    }

    [Fact]
    public async Task Elements_of_one_client_are_one_part_and_those_of_nobody_another()
    {
        await RecordAllAsync("mem-1");
        string[] ofNone = [Member("mem-1"), Member("mem-1", """, "private": true""")];
        string[] ofNobody = ["{\"x\":1}", "{}"];
        string[] ofStrangers = [Member("strange-1"), Member("strange-2", """, "enrollmentId": 5"""), Member("strange-2", """, "enrollmentId": 6""")];

        Answer answer = await _gateway.SendAsync(
            "POST", "/households", Household(ofNone[0], ofNobody[0], ofStrangers[0], ofStrangers[1], Member("mem-2"), ofStrangers[2], ofNone[1], ofNobody[1]));

        answer.Status.ShouldBe(200, answer.Text);
        Encoding.UTF8.GetString(_gateway.Vendor.SingleRequest().Body).ShouldBe(Sent(Member("mem-2")));
        string receipt = answer.Headers["Hmis-Gateway-Diverted"];
        (await PartsAsync(receipt)).ShouldBe(
            ["mem-1 no_sharing", " client_unidentified", "strange-1 consent_not_confirmed", "strange-2 consent_not_confirmed"], ignoreOrder: true);
        (await UnpackAsync(receipt)).ShouldBe([Sent(ofNone), Sent(ofNobody), Sent(ofStrangers[0]), Sent(ofStrangers[1], ofStrangers[2])], ignoreOrder: true);
        JsonNode[] parts = [.. (await _gateway.ShowAsync(receipt))["parts"]!.AsArray()!];
        JsonNode locked = await _gateway.ShowAsync(Text(parts.Single(static part => Text(part, "code") == "no_sharing"), "receipt"));
        locked["lockedAttempt"]!.GetValue<bool>().ShouldBeTrue();
        locked["recordKinds"]![0]!.GetValue<string>().ShouldBe("household");
    }

    [Fact]
    public async Task The_same_list_joins_its_item_and_what_is_permitted_by_then_is_sent_and_closed()
    {
        string body = Household(Member("mem-1"), Member("mem-2"), Member("strange-1"), Member("strange-1", ", \"z\": 2"));
        await RecordAllAsync("mem-1");
        string receipt = (await _gateway.SendAsync("POST", "/households", body)).Headers["Hmis-Gateway-Diverted"];

        (await _gateway.SendAsync("POST", "/households", body)).Headers["Hmis-Gateway-Diverted"].ShouldBe(receipt);
        await _gateway.RecordAsync("strange-1", "full");
        (await _gateway.SendAsync("POST", "/households", body)).Headers["Hmis-Gateway-Diverted"].ShouldBe(receipt);

        JsonNode item = await _gateway.ShowAsync(receipt);
        item["attempts"]!.GetValue<int>().ShouldBe(3);
        item["parts"]!.AsArray().Select(static part => $"{part!["clients"]![0]} {part["status"]}").ShouldBe(["mem-1 held", "strange-1 sent_later"], ignoreOrder: true);
        await _gateway.RecordAsync("mem-1", "full", signedOn: "2026-05-01");
        (await _gateway.SendAsync("POST", "/households", body)).Headers.ShouldNotContainKey("Hmis-Gateway-Diverted");
        item = await _gateway.ShowAsync(receipt);
        Text(item, "status").ShouldBe("sent_later");
        item["parts"]!.AsArray().Select(static part => part!["status"]!.GetValue<string>()).ShouldBe(["sent_later", "sent_later"]);
        _gateway.Vendor.Requests.ShouldBe(4);
    }

    [Fact]
    public async Task A_part_is_found_by_its_client_sent_again_alone_and_erased_alone()
    {
        await RecordAllAsync("mem-1", "mem-3");
        string receipt = (await _gateway.SendBytesAsync(
            "POST", "/households", Compress(Household(s_clients.Select(static client => Member(client)))), "application/json", ("Content-Encoding", "gzip"))).Headers["Hmis-Gateway-Diverted"];
        Encoding.UTF8.GetString(_gateway.Vendor.SingleRequest().Body).ShouldBe(Sent(Member("mem-2"), Member("mem-4")));
        string part = Text((await _gateway.ListAsync("client=mem-1")).Single(), "receipt");
        Text(await _gateway.ShowAsync(part), "partOf").ShouldBe(receipt);
        (await ResendAsync(part)).Status.ShouldBe(409);
        await _gateway.RecordAsync("mem-1", "full", signedOn: "2026-05-01");
        _gateway.Vendor.Clear();

        Answer again = await ResendAsync(part);

        again.Status.ShouldBe(200, again.Text);
        (string head, byte[] sent) = _gateway.Vendor.SingleRequest();
        head.ShouldStartWith("POST /households HTTP/1.1\r\n");
        head.ShouldNotContain("Content-Encoding");
        Encoding.UTF8.GetString(sent).ShouldBe(Sent(Member("mem-1")));
        Text(await _gateway.ShowAsync(part), "status").ShouldBe("resubmitted");
        string other = Text((await _gateway.ListAsync("client=mem-3")).Single(), "receipt");
        (int exitCode, _, string error) = await _gateway.VerbAsync("offline", "erase", other, "--actor", "test", "--reason", "client-request", "--yes");
        exitCode.ShouldBe(0, error);
        (await UnpackAsync(receipt)).ShouldBe([Sent(Member("mem-1"))]);
    }

    [Fact]
    public async Task A_part_with_several_elements_is_sent_again_completely_or_not_at_all()
    {
        await RecordAllAsync("mem-1");
        string two = Member("mem-1", ", \"remark\": \"sister of 219-09-9999\"");
        string receipt = (await _gateway.SendAsync("POST", "/households", Household(Member("mem-1"), two, Member("mem-2")))).Headers["Hmis-Gateway-Diverted"];
        string part = Text((await _gateway.ShowAsync(receipt))["parts"]![0]!, "receipt");
        await _gateway.RecordAsync("mem-1", "full", signedOn: "2026-05-01");
        await ProtectAsync("AB-12345");
        _gateway.Vendor.Clear();

        (await ResendAsync(part)).Status.ShouldBe(409);

        _gateway.Vendor.Bytes.ShouldBeEmpty();
        Text(await _gateway.ShowAsync(part), "status").ShouldBe("held");
    }

    [Fact]
    public async Task Without_an_answer_the_list_is_in_doubt_and_what_was_taken_out_is_held()
    {
        await RecordAllAsync("mem-1");
        string body = Household(Member("mem-1"), Member("mem-2"));
        _gateway.Vendor.ClosesAfterAnswer = true;
        _gateway.Vendor.Answer = static _ => "";

        Answer answer = await _gateway.SendAsync("POST", "/households", body);

        (answer.Status, answer.Code).ShouldBe((409, "outcome_unknown"));
        string receipt = answer.Headers["Hmis-Gateway-Diverted"];
        Text(await _gateway.ShowAsync(receipt), "status").ShouldBe("held");
        Text(await _gateway.ShowAsync(answer.Receipt), "status").ShouldBe("in_doubt");
        (await ReadTextAsync(answer.Receipt)).ShouldBe(body);
        (await _gateway.ListAsync("client=mem-1")).Select(static item => Text(item, "status")).ShouldBe(["held", "in_doubt"], ignoreOrder: true);
        (await _gateway.SendAsync("POST", "/households", body)).Receipt.ShouldBe(answer.Receipt);
        _gateway.Vendor.Requests.ShouldBe(1);
    }

    [Fact]
    public async Task An_idempotency_key_stands_for_the_list_as_it_came()
    {
        await RecordAllAsync("mem-1");
        string body = Household(Member("mem-1"), Member("mem-2"));
        (await SendAsync(body)).Status.ShouldBe(200);

        (await SendAsync(body)).Status.ShouldBe(200);
        (await SendAsync(Household(Member("mem-1"), Member("mem-3")))).Status.ShouldBe(422);

        _gateway.Vendor.Text.ShouldNotContain("mem-3");

        Task<Answer> SendAsync(string json) => _gateway.SendAsync("POST", "/households", json, null, ("Idempotency-Key", "k-1"));
    }

    [Fact]
    public async Task A_consent_in_a_list_that_says_no_takes_effect_and_is_taken_out()
    {
        await RecordAllAsync();
        const string no = """{"client":"mem-1","choice":"no","signed":"2026-05-01"}""";
        const string yes = """{"client":"mem-2","choice":"yes","signed":"2026-05-01"}""";

        Answer answer = await _gateway.SendAsync("POST", "/consents", $"[{no},{yes}]");

        answer.Status.ShouldBe(200, answer.Text);
        Encoding.UTF8.GetString(_gateway.Vendor.SingleRequest().Body).ShouldBe($"[{yes}]");
        (await PartsAsync(answer.Headers["Hmis-Gateway-Diverted"])).ShouldBe(["mem-1 no_sharing"]);
        (await _gateway.SendAsync("POST", "/households", Household(Member("mem-1")))).Code.ShouldBe("no_sharing");
        Answer granted = await _gateway.SendAsync("GET", "/_gateway/v1/clients/mem-2/roi");
        Text(granted.Json["current"]!, "signedOn").ShouldBe("2026-05-01");
    }

    [Fact]
    public async Task Nothing_of_a_victim_service_provider_is_split()
    {
        string key = await _gateway.AddAgencyAsync("dv", "victim-service");

        Answer answer = await _gateway.SendAsync("POST", "/households", Household(Member("mem-1"), Member("mem-2")), key);

        (answer.Status, answer.Code).ShouldBe((403, "victim_service_provider"));
        _gateway.Vendor.Bytes.ShouldBeEmpty();
    }

    [Fact]
    public async Task Explain_and_the_preview_say_what_would_be_taken_out()
    {
        await RecordAllAsync("mem-1");
        string body = Household(Member("mem-1"), Member("mem-2"));
        JsonObject asked = new() { ["method"] = "POST", ["path"] = "/households", ["contentType"] = "application/json", ["body"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(body)) };

        JsonNode preview = (await _gateway.SendAsync("POST", "/_gateway/v1/decisions", asked.ToJsonString())).Json;
        string file = Path.Combine(_gateway.DataDirectory, "body.json");
        await File.WriteAllTextAsync(file, body, TestContext.Current.CancellationToken);
        (int exitCode, string output, string error) = await _gateway.VerbAsync(
            "explain", "--agency", "shelter", "--method", "POST", "--path", "/households", "--content-type", "application/json", "--body", file, "--output", "json");

        Text(preview, "decision").ShouldBe("split");
        preview["code"].ShouldBeNull();
        preview["records"]!.AsArray().Select(static record => record!["code"]?.GetValue<string>()).ShouldBe(["no_sharing", null]);
        exitCode.ShouldBe(0, error);
        JsonNode explanation = JsonNode.Parse(output)!;
        Text(explanation, "decision").ShouldBe("split");
        explanation["records"]!.AsArray().Select(static record => record!["code"]?.GetValue<string>()).ShouldBe(["no_sharing", null]);
        _gateway.Vendor.Bytes.ShouldBeEmpty();
        (await _gateway.ListAsync()).ShouldBeEmpty();
    }

    private static string Text(JsonNode node, string member) => node[member]!.GetValue<string>();

    private static byte[] Compress(string text)
    {
        using MemoryStream compressed = new();
        using (GZipStream stream = new(compressed, CompressionMode.Compress))
        {
            stream.Write(Encoding.UTF8.GetBytes(text));
        }

        return compressed.ToArray();
    }

    /// <summary>Full Sharing for everybody, No Sharing for some.</summary>
    private async Task RecordAllAsync(params IEnumerable<string> none)
    {
        foreach (string client in s_clients)
        {
            await _gateway.RecordAsync(client, none.Contains(client) ? "none" : "full");
        }
    }

    private async Task ProtectAsync(string client) =>
        (await _gateway.SendAsync("PUT", $"/_gateway/v1/clients/{client}/roi", NoneWithIdentity)).Status.ShouldBe(200);

    private Task<Answer> ResendAsync(string receipt) => _gateway.SendAsync(
        "POST", $"/_gateway/v1/offline/{receipt}/resubmissions", null, null, ("Hmis-Gateway-Actor", "test"), ("Hmis-Gateway-Reason", "resubmission"));

    private async Task<string> ReadTextAsync(string receipt) => Encoding.UTF8.GetString(await _gateway.ReadBackAsync(receipt));

    /// <summary>Client and code of each part.</summary>
    private async Task<string[]> PartsAsync(string receipt) =>
        [.. (await _gateway.ShowAsync(receipt))["parts"]!.AsArray().Select(static part => $"{part!["clients"]!.AsArray().SingleOrDefault()} {part["code"]}")];

    private async Task<string[]> UnpackAsync(string receipt)
    {
        using ZipArchive archive = new(new MemoryStream(await _gateway.ReadBackAsync(receipt)), ZipArchiveMode.Read);
        return [.. archive.Entries.Select(static entry =>
        {
            entry.FullName.ShouldEndWith(".json");
            using StreamReader reader = new(entry.Open());
            return reader.ReadToEnd();
        })];
    }
}
