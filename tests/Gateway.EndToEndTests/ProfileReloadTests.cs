using System.Text;
using System.Text.Json;
using HmisGateway.EndToEndTests.Harness;

namespace HmisGateway.EndToEndTests;

/// <summary>Local profiles change while the gateway runs: through the fence, all of them or none, and nothing decided by those before is sent later.</summary>
public sealed class ProfileReloadTests : IAsyncLifetime
{
    private const string Update = """{"client":{"alias":"the raven"}}""";

    private static readonly (string Name, string Value)[] s_actor = [("Hmis-Gateway-Actor", "case worker"), ("Hmis-Gateway-Reason", "resubmission")];
    private readonly TestFolder _folder = new();
    private readonly GatewayBeforeVendor _gateway = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private RecordingVendor Vendor => _gateway.Vendor;

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(_folder.File("profiles"));
        _gateway.Settings["Vendors__0__Profile"] = "own";
        _gateway.Settings["Fence__DrainTimeout"] = "00:00:30";
        _gateway.Settings["Vendor__ProfileDirectory"] = _folder.File("profiles");
        Write("""{ "name": "own", "extends": "clarity-rest" }""");
        await _gateway.InitializeAsync();
        await _gateway.RecordAsync("c1", "full", "1");
        await _gateway.RecordAsync("c2", "none", "2");
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_rule_that_was_removed_covers_nothing_more_and_the_ledger_names_the_new_profile()
    {
        (await _gateway.SendAsync("PUT", "/clients/1", Update)).Status.ShouldBe(200);
        Write("""{ "name": "own", "extends": "clarity-rest", "remove": ["update-client"] }""");

        (int exitCode, string output, string error) = await _gateway.VerbAsync("profile", "reload", "--output", "json");

        exitCode.ShouldBe(0, error);

        // Where this machine is slow, the gateway may have seen the change before it was asked.
        JsonElement.Parse(output).GetProperty("outcome").GetString().ShouldBeOneOf("loaded", "unchanged");
        Answer answer = await _gateway.SendAsync("PUT", "/clients/1", Update);
        answer.Status.ShouldBe(403);
        answer.Code.ShouldBe("route_unclassified");
        Vendor.Requests.ShouldBe(1);
        (await LoadedEventsAsync()).ShouldBe(2);
        (await _gateway.VerbAsync("ledger", "verify")).ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task A_broken_file_leaves_everything_in_force_and_is_told_everywhere()
    {
        Write("""{ "name": "own", "extends": "clarity-rest", "rules": [{ "name": "x", "metod": "POST" }] }""");

        (int exitCode, string output, string error) = await _gateway.VerbAsync("profile", "reload");

        exitCode.ShouldBe(1, error);
        output.ShouldContain("/rules/0/metod");
        output.ShouldContain("did you mean 'method'?");
        (await _gateway.SendAsync("PUT", "/clients/1", Update)).Status.ShouldBe(200);
        (await _gateway.Http.GetStringAsync(new Uri(_gateway.Management, "/metrics"), Stop)).ShouldMatch("hmis_gateway_profiles_current\\{[^}]*\\} 0");
        using HttpResponseMessage ready = await _gateway.Http.GetAsync(new Uri(_gateway.Management, "/health/ready"), Stop);
        ready.IsSuccessStatusCode.ShouldBeTrue();
        JsonElement.Parse(await ready.Content.ReadAsStringAsync(Stop)).GetProperty("checks").GetProperty("profiles").GetString().ShouldBe("last_good");
        (await LoadedEventsAsync()).ShouldBe(1);

        Write("""{ "name": "own", "extends": "clarity-rest" }""");
        (await _gateway.VerbAsync("profile", "reload")).Output.ShouldContain("Nothing has changed");
        (await _gateway.Http.GetStringAsync(new Uri(_gateway.Management, "/health/ready"), Stop)).ShouldContain("\"profiles\":\"ok\"");
    }

    [Fact]
    public async Task A_changed_file_is_taken_over_without_being_asked()
    {
        Write("""{ "name": "own", "extends": "clarity-rest", "remove": ["update-client"] }""");

        await _gateway.Process.WaitUntilAsync(async () => (await _gateway.SendAsync("PUT", "/clients/1", Update)).Status == 403);

        (await LoadedEventsAsync()).ShouldBe(2);
    }

    [Fact]
    public async Task A_reload_waits_for_the_write_that_was_admitted_by_the_rules_before()
    {
        TaskCompletionSource<string> later = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Vendor.AnswerLater = later.Task;
        Task<Answer> write = _gateway.SendAsync("PUT", "/clients/1", Update);
        await ArrivedAsync(1);
        Write("""{ "name": "own", "extends": "clarity-rest", "remove": ["update-client"] }""");

        Task<(int ExitCode, string Output, string Error)> reload = _gateway.VerbAsync("profile", "reload", "--output", "json");

        // New rules are in force before the reload is done; the write that was on its way is waited for.
        await _gateway.Process.WaitUntilAsync(async () =>
            (await _gateway.SendAsync("POST", "/_gateway/v1/decisions", """{"method":"PUT","path":"/clients/1","contentType":"application/json","body":"e30="}"""))
                .Text.Contains("route_unclassified", StringComparison.Ordinal));
        reload.IsCompleted.ShouldBeFalse();
        later.SetResult(RecordingVendor.Ok("{}"));
        (await write).Status.ShouldBe(200);
        JsonElement.Parse((await reload).Output).GetProperty("drained").GetString().ShouldBeOneOf("explicit", null);
        Vendor.Requests.ShouldBe(1);
    }

    [Fact]
    public async Task Under_load_nothing_reaches_the_vendor_after_a_reload_has_taken_its_rule_away()
    {
        using CancellationTokenSource stop = new();
        int sent = 0;
        Task[] writers = [.. Enumerable.Range(0, 16).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                (await _gateway.SendAsync("PUT", "/clients/1", Update)).Status.ShouldBeOneOf(200, 403);
                Interlocked.Increment(ref sent);
            }
        }))];
        for (int round = 0; round < 5; round++)
        {
            Write("""{ "name": "own", "extends": "clarity-rest" }""");
            await ReloadAsync();
            int before = Vendor.Requests;
            await _gateway.Process.WaitUntilAsync(() => Task.FromResult(Vendor.Requests > before + 20));

            Write("""{ "name": "own", "extends": "clarity-rest", "remove": ["update-client"] }""");
            await ReloadAsync();

            int arrived = Vendor.Requests;
            int answered = Volatile.Read(ref sent);
            await _gateway.Process.WaitUntilAsync(() => Task.FromResult(Volatile.Read(ref sent) > answered + 50));
            Vendor.Requests.ShouldBe(arrived);
        }

        await stop.CancelAsync();
        await Task.WhenAll(writers);
        (await _gateway.VerbAsync("ledger", "verify")).ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task What_no_rule_covered_is_sent_after_a_reload_and_a_no_sharing_clients_is_not()
    {
        string full = (await DivertAsync("/clients/1/visits")).Receipt;
        string none = (await DivertAsync("/clients/2/visits")).Receipt;
        Vendor.Bytes.ShouldBeEmpty();
        Write(
            """
            { "name": "own", "extends": "clarity-rest", "rules": [
              { "name": "create-visit", "method": "POST", "path": "/clients/{client}/visits", "body": "json", "operation": "create", "kind": "service",
                "select": [{ "path": "client", "scheme": "vendor" }] } ] }
            """);
        await ReloadAsync();

        Answer sent = await ResubmitAsync(full);
        Answer withheld = await ResubmitAsync(none);

        sent.Status.ShouldBe(200, sent.Text);
        withheld.Status.ShouldBe(409);
        withheld.Text.ShouldContain("no_sharing");
        Vendor.Requests.ShouldBe(1);
        Vendor.Text.ShouldStartWith("POST /clients/1/visits HTTP/1.1\r\n");
        Vendor.Text.ShouldNotContain("/clients/2");
        (await _gateway.ShowAsync(full))["status"]!.GetValue<string>().ShouldBe("resubmitted");
        (await _gateway.ShowAsync(none))["status"]!.GetValue<string>().ShouldBe("held");
        (await _gateway.ReadBackAsync(none)).ShouldBe(Encoding.UTF8.GetBytes("""{"visit":"today"}"""));
    }

    private void Write(string profile)
    {
        // Written beside and moved: whoever looks sees one or the other.
        string file = _folder.File("profiles/own.json");
        File.WriteAllText(file + ".new", profile);
        File.Move(file + ".new", file, overwrite: true);
    }

    private async Task ReloadAsync()
    {
        (int exitCode, string output, string error) = await _gateway.VerbAsync("profile", "reload");
        exitCode.ShouldBe(0, output + error);
    }

    private async Task<Answer> DivertAsync(string path)
    {
        Answer answer = await _gateway.SendAsync("POST", path, """{"visit":"today"}""");
        answer.Code.ShouldBe("route_unclassified");
        return answer;
    }

    private Task<Answer> ResubmitAsync(string receipt) => _gateway.SendAsync("POST", $"/_gateway/v1/offline/{receipt}/resubmissions", null, null, s_actor);

    private Task ArrivedAsync(int requests) => _gateway.Process.WaitUntilAsync(() => Task.FromResult(Vendor.Requests == requests));

    /// <summary>How often the ledger says that profiles are in force.</summary>
    private async Task<int> LoadedEventsAsync()
    {
        string metrics = await _gateway.Http.GetStringAsync(new Uri(_gateway.Management, "/metrics"), Stop);
        string? line = metrics.Split('\n').FirstOrDefault(static line =>
            line.StartsWith("hmis_gateway_audit_entries_total", StringComparison.Ordinal) && line.Contains("kind=\"profiles_loaded\"", StringComparison.Ordinal));
        return line is null ? 0 : int.Parse(line.Split('}')[1].Trim().Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
    }
}
