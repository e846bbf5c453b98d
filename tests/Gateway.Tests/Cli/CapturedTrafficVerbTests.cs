using System.Text.Json;
using System.Text.Json.Nodes;
using HmisGateway.Cli;
using HmisGateway.Policy.Profiles;

namespace HmisGateway.Tests.Cli;

/// <summary>Verbs that look at captured traffic and at kept items: <c>replay</c> and <c>profile draft</c>.</summary>
public sealed class CapturedTrafficVerbTests : IAsyncLifetime
{
    private const string Marked = "Zebulon-Quarterdeck";
    private const string Note = """{"clientNote":{"title":"Zebulon-Quarterdeck","note":"n","date":"10/10/2026"},"fields":"id"}""";
    private const string Vendor = "http://127.0.0.1:9";

    private readonly TemporaryFolder _folder = new();
    private RunningGateway? _gateway;
    private string _key = "";

    public async ValueTask InitializeAsync()
    {
        _gateway = await RunningGateway.StartAsync(_folder.Path);
        CommandLineRun added = await RunAsync("agency", "add", "north", "--name", "North Side", "--output", "json");
        _key = JsonElement.Parse(added.Output).GetProperty("key").GetString()!;
        await SetAsync("full-1", "full", "1001");
        await SetAsync("none-1", "none", "1003");
    }

    public async ValueTask DisposeAsync()
    {
        if (_gateway is not null)
        {
            await _gateway.DisposeAsync();
        }

        _folder.Dispose();
    }

    [Fact]
    public async Task Captured_traffic_is_decided_without_being_sent_or_shown_with_a_gateway_and_without()
    {
        WriteHar(
            Entry("POST", Vendor + "/clients/1001/client-notes", Note),
            Entry("POST", Vendor + "/clients/1003/client-notes", Note),
            Entry("POST", Vendor + "/clients/77/client-notes", Note),
            Entry("POST", Vendor + "/clients/1003/" + Marked, Note),
            Entry("POST", Vendor + "/clients/1001/client-notes", "{\"a\":1,\"a\":2}"),
            Entry("GET", Vendor + "/clients/1001", null),
            Entry("GET", "https://fonts.example/x.woff", null));

        CommandLineRun running = await ReplayAsync("--output", "json");
        CommandLineRun text = await ReplayAsync();
        await _gateway!.DisposeAsync();
        _gateway = null;
        CommandLineRun stopped = await ReplayAsync("--output", "json");

        running.ExitCode.ShouldBe(ExitCode.Done, running.ToString());
        JsonElement report = JsonElement.Parse(running.Output);
        report.GetProperty("requests").GetInt32().ShouldBe(6);
        report.GetProperty("skipped").GetInt32().ShouldBe(1);
        report.GetProperty("forward").GetInt32().ShouldBe(2);
        report.GetProperty("divert").GetInt32().ShouldBe(4);
        report.GetProperty("items").EnumerateArray().Select(Line).ShouldBe(
            [
                "0 POST create-note forward  ",
                "1 POST create-note divert no_sharing no_sharing",
                "2 POST create-note divert consent_not_confirmed ",
                "3 POST  divert route_unclassified no_rule",
                "4 POST create-note divert payload_unreadable duplicate_name",
                "5 GET read forward  ",
            ]);
        report.GetProperty("reasons").GetArrayLength().ShouldBe(4);
        stopped.Output.ShouldBe(running.Output);
        text.Output.ShouldContain("would forward 2, divert 4; 1 to other hosts were left out");
        text.Output.ShouldContain("1  no_sharing (no_sharing)");
        foreach (CommandLineRun run in new[] { running, text, stopped })
        {
            run.ToString().ShouldNotContain(Marked);
            run.ToString().ShouldNotContain("1003");
        }
    }

    [Theory]
    [InlineData("{", ExitCode.Usage, "not JSON")]
    [InlineData("{}", ExitCode.Usage, "no log.entries")]
    [InlineData("""{"log":{"entries":[{"request":{}}]}}""", ExitCode.Finding, "holds no request")]
    public async Task What_is_no_captured_traffic_is_said(string har, int exitCode, string problem)
    {
        await File.WriteAllTextAsync(_folder["traffic.har"], har, TestContext.Current.CancellationToken);

        CommandLineRun run = await ReplayAsync();

        run.ExitCode.ShouldBe(exitCode, run.ToString());
        run.Error.ShouldContain(problem);
    }

    [Fact]
    public async Task A_replay_for_an_agency_that_is_not_there_is_a_finding()
    {
        WriteHar(Entry("GET", Vendor + "/clients/1001", null));

        (await RunAsync("replay", "traffic.har", "--agency", "east")).ExitCode.ShouldBe(ExitCode.Finding);
    }

    [Fact]
    public async Task Rules_are_drafted_from_items_that_no_rule_covered_and_the_ledger_tells_that_they_were_opened()
    {
        (await _gateway!.WriteAsync(_key, "/clients/1001/visits", """{"visit":{"enrollmentId":"517","note":"Zebulon-Quarterdeck"}}""")).ShouldBe(403);
        (await _gateway.WriteAsync(_key, "/clients/1003/visits", """{"visit":{"enrollmentId":"518"}}""")).ShouldBe(403);
        (await _gateway.WriteAsync(_key, "/clients/1003/client-notes", Note)).ShouldBe(403);
        long before = await EntriesAsync();

        CommandLineRun run = await RunAsync("profile", "draft", "--from", "offline");

        run.ExitCode.ShouldBe(ExitCode.Done, run.ToString());
        JsonNode draft = JsonNode.Parse(run.Output)!;
        draft["extends"]!.GetValue<string>().ShouldBe("clarity-rest");
        JsonNode rule = draft["rules"]!.AsArray().ShouldHaveSingleItem()!;
        rule["path"]!.GetValue<string>().ShouldBe("/clients/{client}/visits");
        rule["select"]!.AsArray().Select(static selector => (selector!["json"] ?? selector["path"])!.GetValue<string>()).ShouldBe(["client", "/visit/enrollmentId"]);
        run.ToString().ShouldNotContain(Marked);
        run.ToString().ShouldNotContain("1003");
        run.ToString().ShouldNotContain("517");
        (await EntriesAsync()).ShouldBeGreaterThan(before);
        await File.WriteAllTextAsync(_folder["draft.json"], run.Output, TestContext.Current.CancellationToken);
        CommandLineRun check = await RunAsync("profile", "check", "draft.json");
        check.ExitCode.ShouldBe(ExitCode.Done, check.ToString());
    }

    [Fact]
    public async Task Rules_are_drafted_from_captured_traffic_without_what_the_profile_covers()
    {
        WriteHar(
            Entry("POST", Vendor + "/clients/1001/client-notes", Note),
            Entry("PUT", Vendor + "/clients/1001/badges/7", """{"personId":"1001"}"""),
            Entry("GET", Vendor + "/badges", null),
            Entry("POST", "https://elsewhere.example/collect", """{"a":1}"""));

        CommandLineRun own = await DraftAsync("--vendor", "hmis", "--Vendors:0:Name=hmis", $"--Vendors:0:BaseAddress={Vendor}", "--Vendors:0:Profile=clarity-rest");
        CommandLineRun any = await DraftAsync();
        CommandLineRun unknown = await DraftAsync("--vendor", "other");

        own.ExitCode.ShouldBe(ExitCode.Done, own.ToString());
        JsonNode.Parse(own.Output)!["rules"]!.AsArray().Select(static rule => rule!["path"]!.GetValue<string>()).ShouldBe(["/clients/{client}/badges/{badge}"]);
        JsonNode.Parse(any.Output)!["rules"]!.AsArray().Count.ShouldBe(3);
        ProfileCompiler.Compile(System.Text.Encoding.UTF8.GetBytes(any.Output)).ShouldBeOfType<ProfileCompilation.Compiled>();
        any.Error.ShouldContain("1 request left out: a read");
        unknown.ExitCode.ShouldBe(ExitCode.Usage);
    }

    [Fact]
    public async Task Without_an_item_that_no_rule_covered_there_is_nothing_to_draft() =>
        (await RunAsync("profile", "draft", "--from", "offline")).ExitCode.ShouldBe(ExitCode.Finding);

    private static string Line(JsonElement item) =>
        $"{item.GetProperty("index")} {item.GetProperty("method")} {item.GetProperty("rule")} {item.GetProperty("decision")} {item.GetProperty("code")} {item.GetProperty("reason")}";

    private static JsonObject Entry(string method, string url, string? body)
    {
        JsonObject request = new()
        {
            ["method"] = method,
            ["url"] = url,
            ["headers"] = new JsonArray(
                Header(":method", method), Header("host", "vendor.example"), Header("Authorization", "Bearer x"), Header("content-length", "9")),
        };
        if (body is not null)
        {
            request["postData"] = new JsonObject { ["mimeType"] = "application/json", ["text"] = body };
        }

        return new JsonObject { ["request"] = request, ["response"] = new JsonObject() };
    }

    private static JsonObject Header(string name, string value) => new() { ["name"] = name, ["value"] = value };

    private void WriteHar(params JsonObject[] entries) =>
        File.WriteAllText(_folder["traffic.har"], new JsonObject { ["log"] = new JsonObject { ["version"] = "1.2", ["entries"] = new JsonArray([.. entries]) } }.ToJsonString());

    private Task<CommandLineRun> ReplayAsync(params string[] more) => RunAsync(
        ["replay", "traffic.har", "--agency", "north", .. more, "--Vendors:0:Name=hmis", $"--Vendors:0:BaseAddress={Vendor}", "--Vendors:0:Profile=clarity-rest"]);

    private Task<CommandLineRun> DraftAsync(params string[] more) => RunAsync(["profile", "draft", "--from", "traffic.har", .. more]);

    private async Task<long> EntriesAsync() =>
        JsonElement.Parse((await RunAsync("ledger", "verify", "--output", "json")).Output).GetProperty("entries").GetInt64();

    private async Task SetAsync(string client, string choice, string vendorId) =>
        (await RunAsync("roi", "set", "--agency", "north", "--client", client, "--choice", choice, "--signed-on", "2026-01-02", "--vendor-id", vendorId))
            .ExitCode.ShouldBe(ExitCode.Done);

    private Task<CommandLineRun> RunAsync(params string[] arguments) => CommandLineRun.OfAsync(_folder.Path, arguments);
}
