using System.Text;
using System.Text.Json.Nodes;
using HmisGateway.EndToEndTests.Harness;
using HmisGateway.Testing;

namespace HmisGateway.EndToEndTests;

/// <summary>The ledger is anchored outside the storage; a restored backup forwards nothing until a person has reconciled it.</summary>
public sealed class AnchorTests : IAsyncLifetime
{
    private const string Update = """{"client":{"alias":"the raven"}}""";
    private readonly TestFolder _folder = new();
    private readonly RecordingVendor _vendor = new();
    private GatewayProcess? _gateway;
    private Uri _address = null!;
    private Uri _management = null!;
    private string _key = "";

    private string Data => _folder.File("data");

    private string Anchor => Path.Combine(_folder.File("elsewhere"), "anchor.jsonl");

    private string[] Settings =>
    [
        "--data", Data, $"--Ledger:Anchor={Anchor}", "--Vendors:0:Name=hmis", $"--Vendors:0:BaseAddress={_vendor.Address}",
        "--Vendors:0:Profile=clarity-rest",
    ];

    public async ValueTask InitializeAsync()
    {
        (int exitCode, string output, string error) = await VerbAsync("agency", "add", "shelter", "--name", "Shelter", "--output", "json");
        exitCode.ShouldBe(0, error);
        _key = JsonNode.Parse(output)!["key"]!.GetValue<string>();
        await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_gateway is not null)
        {
            await _gateway.DisposeAsync();
        }

        await _vendor.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_storage_folder_restored_from_before_a_none_forwards_nothing_until_reconciled()
    {
        await RecordAsync("c1", "full", 1);
        await RecordAsync("c2", "full", 2);
        (await UpdateAsync(1)).Status.ShouldBe(200);
        await StopAsync();
        Copy(Data, _folder.File("backup"));
        await StartAsync();
        (await RecordAsync("c1", "none", 1)).Status.ShouldBe(200);
        (await UpdateAsync(1)).Code.ShouldBe("no_sharing");
        await _gateway!.KillAsync();

        Directory.Delete(Data, recursive: true);
        Copy(_folder.File("backup"), Data);
        _vendor.Clear();
        await StartAsync();

        foreach (int client in new[] { 1, 2 })
        {
            Answer held = await UpdateAsync(client);
            held.Status.ShouldBe(403);
            held.Code.ShouldBe("consent_not_confirmed");
            (await ReadBackAsync(held.Receipt)).ShouldBe(Encoding.UTF8.GetBytes(Update));
        }

        (await SendAsync(HttpMethod.Get, "/clients/2")).Status.ShouldBe(403);
        (await ReadinessAsync()).ShouldBe(503);
        _gateway!.Output.ShouldContain("\"EventId\":1910");
        (int exitCode, string output, _) = await VerbAsync("ledger", "reconcile");
        exitCode.ShouldBe(1);
        output.ShouldContain("No Sharing missing: agency shelter");
        (exitCode, output, _) = await VerbAsync("ledger", "verify");
        exitCode.ShouldBe(1, output);
        (await VerbAsync("ledger", "reconcile", "--actor", "custodian", "--reason", "correction")).ExitCode.ShouldBe(1, "a No Sharing is missing");

        (await RecordAsync("c1", "none", 1)).Status.ShouldBe(200);
        await StopAsync();
        await StartAsync();
        (await UpdateAsync(2)).Status.ShouldBe(403, "neither recording nor a restart reconciles");
        _vendor.Bytes.ShouldBeEmpty();

        (exitCode, output, string error) = await VerbAsync("ledger", "reconcile", "--actor", "custodian", "--reason", "correction", "--note", "restored");
        exitCode.ShouldBe(0, output + error);
        (await UpdateAsync(2)).Status.ShouldBe(200);
        (await UpdateAsync(1)).Code.ShouldBe("no_sharing");
        (await ReadinessAsync()).ShouldBe(200);
        (exitCode, output, _) = await VerbAsync("ledger", "verify");
        exitCode.ShouldBe(0, output);
        _vendor.Requests.ShouldBe(2);
    }

    [Fact]
    public async Task A_none_is_not_acknowledged_while_the_anchor_cannot_be_written_and_denies_all_the_same()
    {
        await RecordAsync("c1", "full", 1);
        File.Move(Anchor, Anchor + ".away");

        Answer refused = await RecordAsync("c1", "none", 1);

        refused.Status.ShouldBe(503);
        refused.Code.ShouldBe("not_preserved");
        (await ReadinessAsync()).ShouldBe(503);
        (await UpdateAsync(1)).Code.ShouldBe("no_sharing");
        File.Move(Anchor + ".away", Anchor);
        (await RecordAsync("c1", "none", 1)).Status.ShouldBe(200);
        (await ReadinessAsync()).ShouldBe(200);
        _vendor.Bytes.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_none_that_was_acknowledged_is_in_the_anchor_after_a_kill()
    {
        (await RecordAsync("client-77", "none", 1)).Status.ShouldBe(200);
        await _gateway!.KillAsync();
        string anchor = await File.ReadAllTextAsync(Anchor, TestContext.Current.CancellationToken);
        anchor.ShouldContain("\"kind\":\"none\"");
        anchor.ShouldNotContain("client-77");
    }

    [Fact]
    public async Task A_checkpoint_is_an_entry_and_its_file_is_an_anchor()
    {
        string file = _folder.File("checkpoints.jsonl");
        (int exitCode, string output, string error) = await VerbAsync("ledger", "checkpoint", "--out", file);
        exitCode.ShouldBe(0, error);
        output.ShouldContain("checkpoint of entry ");
        await RecordAsync("c1", "none", 1);
        (await VerbAsync("ledger", "checkpoint", "--out", file, "--output", "json")).ExitCode.ShouldBe(0);

        (exitCode, output, error) = await VerbAsync("ledger", "verify", "--anchor", file);

        exitCode.ShouldBe(0, output + error);
        output.TrimEnd().ShouldMatch(@"verified \d+ entries, 1 chain, 2 checkpoints$");
        output.ShouldContain("compared 2 lines of the anchor");
        output.ShouldNotContain("internal consistency only");
        string text = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(file, text.Replace("\"sequence\":", "\"sequence\":1", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        (await VerbAsync("ledger", "verify", "--anchor", file)).ExitCode.ShouldBe(1);
    }

    [Fact]
    public async Task An_anchor_in_the_data_directory_is_refused()
    {
        (int exitCode, string output, _) = await GatewayProcess.RunAsync(
            ["config", "check", "--data", Data, $"--Ledger:Anchor={Path.Combine(Data, "anchor.jsonl")}"], workingDirectory: _folder.Path);
        exitCode.ShouldBe(1);
        output.ShouldContain("Ledger:Anchor");
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (string file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    private async Task StartAsync()
    {
        _address = LoopbackPorts.TakeAddress();
        _management = LoopbackPorts.TakeAddress();
        _gateway = GatewayProcess.Start(
            ["serve", .. Settings, $"--Gateway:Listen={_address}", $"--Gateway:Management={_management}"], workingDirectory: _folder.Path);
        using HttpClient http = new();
        await _gateway.WaitUntilAsync(async () =>
        {
            try
            {
                using HttpResponseMessage started = await http.GetAsync(new Uri(_management, "/health/startup"));
                return started.IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        });
    }

    private async Task StopAsync()
    {
        (await _gateway!.TerminateAsync()).ShouldBe(0, _gateway.Output);
        await _gateway.DisposeAsync();
    }

    private async Task<int> ReadinessAsync()
    {
        using HttpClient http = new();
        using HttpResponseMessage ready = await http.GetAsync(new Uri(_management, "/health/ready"), TestContext.Current.CancellationToken);
        return (int)ready.StatusCode;
    }

    private Task<Answer> RecordAsync(string client, string choice, int vendorId) => SendAsync(
        HttpMethod.Put,
        $"/_gateway/v1/clients/{client}/roi",
        $$"""{"choice":"{{choice}}","signedOn":"2026-11-0{{(choice == "none" ? 2 : 1)}}","signer":"self","documentation":"paper","vendorId":"{{vendorId}}"}""");

    private Task<Answer> UpdateAsync(int client) => SendAsync(HttpMethod.Put, $"/clients/{client}", Update);

    private async Task<byte[]> ReadBackAsync(string receipt) => (await SendAsync(HttpMethod.Get, $"/_gateway/v1/offline/{receipt}/content")).Body;

    private async Task<Answer> SendAsync(HttpMethod method, string path, string? json = null)
    {
        using HttpClient http = new();
        using HttpRequestMessage request = new(method, new Uri(_address, path));
        request.Headers.Add("Hmis-Gateway-Key", _key);
        request.Headers.Add("Hmis-Gateway-Actor", "test");
        request.Headers.Add("Hmis-Gateway-Reason", "acceptance-test");
        request.Content = json is null ? null : new StringContent(json, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return new Answer(
            (int)response.StatusCode,
            await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken),
            response.Content.Headers.ContentType?.ToString(),
            []);
    }

    private Task<(int ExitCode, string Output, string Error)> VerbAsync(params string[] arguments) =>
        GatewayProcess.RunAsync([.. arguments, .. Settings], workingDirectory: _folder.Path);
}
