using System.Text.Json;
using HmisGateway.Cli;
using HmisGateway.Management;

namespace HmisGateway.Tests.Cli;

/// <summary>Verbs on data while a gateway runs: through its management listener.</summary>
public sealed class RunningGatewayVerbTests : IAsyncLifetime
{
    private const string Marked = "Zebulon-Quarterdeck";

    private readonly TemporaryFolder _folder = new();
    private RunningGateway? _gateway;
    private string _key = "";

    public async ValueTask InitializeAsync()
    {
        _gateway = await RunningGateway.StartAsync(_folder.Path);
        CommandLineRun added = await RunAsync("agency", "add", "north", "--name", "North Side", "--output", "json");
        added.ExitCode.ShouldBe(ExitCode.Done, added.ToString());
        _key = JsonElement.Parse(added.Output).GetProperty("key").GetString()!;
        (await RunAsync("roi", "set", "--agency", "north", "--client", "none-1", "--choice", "none", "--signed-on", "2026-01-02", "--vendor-id", "1003"))
            .ExitCode.ShouldBe(ExitCode.Done);
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway!.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_key_from_the_command_line_opens_the_door_at_once_and_a_recorded_choice_holds_at_once()
    {
        (await _gateway!.WriteAsync("north.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "/clients", "{}")).ShouldBe(401);
        (await WriteForNoneAsync()).ShouldBe(403);
    }

    [Fact]
    public async Task Offline_items_are_listed_and_shown_without_personal_data()
    {
        await WriteForNoneAsync();

        CommandLineRun list = await RunAsync("offline", "list", "--agency", "north", "--output", "json");
        JsonElement item = JsonElement.Parse(list.Output).GetProperty("items").EnumerateArray().ShouldHaveSingleItem();
        string receipt = item.GetProperty("receipt").GetString()!;
        CommandLineRun text = await RunAsync("offline", "list", "--agency", "north", "--code", "no_sharing", "--status", "held");
        CommandLineRun show = await RunAsync("offline", "show", receipt, "--agency", "north");

        item.GetProperty("code").GetString().ShouldBe("no_sharing");
        text.Output.ShouldContain(receipt);
        show.ExitCode.ShouldBe(ExitCode.Done, show.ToString());
        show.Output.ShouldContain("no_sharing");
        foreach (CommandLineRun run in new[] { list, text, show })
        {
            run.ToString().ShouldNotContain(Marked);
            run.ToString().ShouldNotContain("none-1");
            run.ToString().ShouldNotContain("1003");
        }
    }

    [Fact]
    public async Task A_revealed_item_shows_its_content_and_the_ledger_grows()
    {
        await WriteForNoneAsync();
        string receipt = await ReceiptAsync();
        long before = await EntriesAsync();

        CommandLineRun text = await RunAsync("offline", "show", receipt, "--agency", "north", "--reveal", "--reason", "audit", "--actor", "Ana");
        CommandLineRun json = await RunAsync("offline", "show", receipt, "--agency", "north", "--reveal", "--reason", "audit", "--output", "json");

        text.ExitCode.ShouldBe(ExitCode.Done, text.ToString());
        text.Output.ShouldContain(Marked);
        JsonElement.Parse(json.Output).GetProperty("content").GetBytesFromBase64().ShouldBe(System.Text.Encoding.UTF8.GetBytes(Body));
        (await EntriesAsync()).ShouldBeGreaterThan(before);
    }

    [Fact]
    public async Task An_export_holds_the_exact_bytes_and_is_its_owners_only()
    {
        await WriteForNoneAsync();
        string receipt = await ReceiptAsync();

        CommandLineRun run = await RunAsync("offline", "export", "--agency", "north", "--out", "export", "--reason", "audit", "--actor", "Ana");
        CommandLineRun again = await RunAsync("offline", "export", "--agency", "north", "--out", "export", "--reason", "audit", "--actor", "Ana");

        run.ExitCode.ShouldBe(ExitCode.Done, run.ToString());
        again.ExitCode.ShouldBe(ExitCode.Usage, again.ToString());
        string file = _folder[$"export/{receipt}.json"];
        (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).ShouldBe(Body);
        JsonElement entry = JsonElement.Parse(
            (await File.ReadAllLinesAsync(_folder["export/index.jsonl"], TestContext.Current.CancellationToken)).ShouldHaveSingleItem());
        entry.GetProperty("file").GetString().ShouldBe($"{receipt}.json");
        entry.GetProperty("method").GetString().ShouldBe("POST");
        entry.GetProperty("item").GetProperty("code").GetString().ShouldBe("no_sharing");
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
            File.GetUnixFileMode(_folder["export/index.jsonl"]).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    [Fact]
    public async Task Explain_tells_the_decision_and_stores_nothing()
    {
        await File.WriteAllTextAsync(_folder["body.json"], Body, TestContext.Current.CancellationToken);
        string[] request = ["explain", "--agency", "north", "--method", "POST", "--path", NotesOfNone, "--body", "body.json"];

        CommandLineRun text = await RunAsync(request);
        CommandLineRun json = await RunAsync([.. request, "--output", "json", "--header", "Hmis-Gateway-Client: none-1"]);
        CommandLineRun list = await RunAsync("offline", "list", "--agency", "north");

        text.ExitCode.ShouldBe(ExitCode.Done, text.ToString());
        text.Output.ShouldContain("no_sharing");
        text.Output.ShouldContain("agency's", Case.Sensitive, "the answer is printed as it is, not escaped for a page");
        text.ToString().ShouldNotContain(Marked);
        JsonElement explanation = JsonElement.Parse(json.Output);
        explanation.GetProperty("decision").GetString().ShouldBe("divert");
        explanation.GetProperty("code").GetString().ShouldBe("no_sharing");
        explanation.GetProperty("status").GetInt32().ShouldBe(403);
        list.Output.ShouldContain("no offline items");
    }

    [Fact]
    public async Task The_clients_whose_writes_wait_for_a_roi_become_an_import_file_and_wait_no_more_once_it_is_filled_in()
    {
        (await RunAsync("roi", "set", "--agency", "north", "--client", "ended-1", "--choice", "full", "--signed-on", "2026-01-02", "--ends-on", "2026-01-03"))
            .ExitCode.ShouldBe(ExitCode.Done);
        await WriteForNoneAsync();
        foreach (string client in (string[])["-new.1", "ended-1", "-new.1", "none-1"])
        {
            (await _gateway!.WriteAsync(_key, "/clients", Body, client)).ShouldBe(403);
        }

        CommandLineRun run = await RunAsync("roi", "missing", "--agency", "north", "--out", "missing.csv", "--output", "json");
        CommandLineRun again = await RunAsync("roi", "missing", "--agency", "north", "--out", "missing.csv");

        run.ExitCode.ShouldBe(ExitCode.Done, run.ToString());
        JsonElement.Parse(run.Output).GetProperty("clients").GetInt32().ShouldBe(2);
        run.ToString().ShouldNotContain("ended-1");
        again.ExitCode.ShouldBe(ExitCode.Usage, again.ToString());
        string file = _folder["missing.csv"];
        string text = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        text.ReplaceLineEndings("\n").ShouldBe(
            "client_id,choice,signed_on,ends_on,signer,first_name,last_name,dob,ssn,vendor_id\n-new.1,,,,,,,,,\nended-1,,,,,,,,,\n");
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        await File.WriteAllTextAsync(file, text.Replace(",,,,,,,,,", ",full,2026-01-05,,,,,,,", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        CommandLineRun imported = await RunAsync("roi", "import", "missing.csv", "--agency", "north", "--output", "json");
        CommandLineRun left = await RunAsync("roi", "missing", "--agency", "north", "--out", "left.csv", "--output", "json");
        imported.ExitCode.ShouldBe(ExitCode.Done, imported.ToString());
        JsonElement.Parse(imported.Output).GetProperty("accepted").GetInt32().ShouldBe(2);
        JsonElement.Parse(left.Output).GetProperty("clients").GetInt32().ShouldBe(0);
    }

    [Fact]
    public async Task Healthcheck_finds_the_running_gateway()
    {
        CommandLineRun ready = await RunAsync("healthcheck", "--url", new Uri(_gateway!.Management, "health/ready").AbsoluteUri);
        CommandLineRun found = await RunAsync("healthcheck", "--Gateway:Management=http://127.0.0.1:0");
        CommandLineRun elsewhere = await RunAsync("healthcheck", "--url", "http://127.0.0.1:9/health/ready");

        ready.ExitCode.ShouldBe(ExitCode.Done, ready.ToString());
        ready.Output.ShouldContain("\"status\":\"ready\"");
        found.ExitCode.ShouldBe(ExitCode.Done, found.ToString());
        elsewhere.ExitCode.ShouldBe(ExitCode.Finding, elsewhere.ToString());
    }

    [Fact]
    public async Task A_gateway_that_hides_its_address_is_a_fault_that_says_what_to_do()
    {
        File.Move(_folder["data/" + ManagementState.AddressFile], _folder["hidden"]);

        CommandLineRun run = await RunAsync("agency", "list");

        run.ExitCode.ShouldBe(ExitCode.Fault);
        run.Error.ShouldContain("another process holds");
    }

    private const string NotesOfNone = "/clients/1003/client-notes";

    private const string Body = $$"""{ "note": { "text": "{{Marked}} came by" } }""";

    private Task<int> WriteForNoneAsync() => _gateway!.WriteAsync(_key, NotesOfNone, Body);

    private async Task<string> ReceiptAsync()
    {
        CommandLineRun list = await RunAsync("offline", "list", "--agency", "north", "--output", "json");
        return JsonElement.Parse(list.Output).GetProperty("items")[0].GetProperty("receipt").GetString()!;
    }

    private async Task<long> EntriesAsync()
    {
        CommandLineRun verified = await RunAsync("ledger", "verify", "--output", "json");
        return JsonElement.Parse(verified.Output).GetProperty("entries").GetInt64();
    }

    private Task<CommandLineRun> RunAsync(params string[] arguments) => CommandLineRun.OfAsync(_folder.Path, arguments);
}
