using System.Text.Json.Nodes;
using HmisGateway.EndToEndTests.Harness;
using HmisGateway.Testing;

namespace HmisGateway.EndToEndTests;

/// <summary>The ledger is anchored at an HTTP endpoint: it does for a real process, and for several, what a file does for one.</summary>
public sealed class AnchorWebhookTests(PostgresServer server) : IAsyncLifetime
{
    private const string Secret = "Bearer anchor-secret-0123456789";
    private const string Update = """{"client":{"alias":"the raven"}}""";
    private const string None = """{"choice":"none","signedOn":"2026-01-02"}""";
    private readonly TestFolder _folder = new();
    private readonly ServingGateway _gateway = new();
    private AnchorEndpoint _endpoint = null!;

    public async ValueTask InitializeAsync()
    {
        _endpoint = await AnchorEndpoint.StartAsync();
        await File.WriteAllTextAsync(_folder.File("credential"), Secret, TestContext.Current.CancellationToken);
        _gateway.Settings["Ledger__Anchor"] = _endpoint.Address;
        _gateway.Settings["Ledger__AnchorInterval"] = "00:00:01";
        _gateway.Settings["Ledger__AnchorCredential__Header"] = "Authorization";
        _gateway.Settings["Ledger__AnchorCredential__FromFile"] = _folder.File("credential");
        _gateway.Settings["Logging__Level"] = "Trace";
        _gateway.Settings["Logging__FrameworkLevel"] = "Trace";
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _endpoint.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_storage_folder_restored_from_before_a_none_forwards_nothing_until_reconciled()
    {
        await _gateway.InitializeAsync();
        (await _gateway.SendAsync("PUT", "/clients/1001", Update)).Status.ShouldBe(200);
        (await _gateway.Process.TerminateAsync()).ShouldBe(0, _gateway.Process.Output);
        Copy(_gateway.DataDirectory, _folder.File("backup"));
        await _gateway.StartAsync();
        (await _gateway.SendAsync("PUT", "/_gateway/v1/clients/full-1/roi", None)).Status.ShouldBe(200);
        await _gateway.Process.KillAsync();

        Directory.Delete(_gateway.DataDirectory, recursive: true);
        Copy(_folder.File("backup"), _gateway.DataDirectory);
        _gateway.Vendor.Clear();
        await _gateway.StartAsync("startup");

        (await _gateway.SendAsync("PUT", "/clients/1001", Update)).Code.ShouldBe("consent_not_confirmed");
        (await _gateway.IsReadyAsync()).ShouldBeFalse();
        (await _gateway.VerbAsync("ledger", "verify")).ExitCode.ShouldBe(1);
        (int exitCode, string output, string error) = await _gateway.VerbAsync("ledger", "reconcile");
        exitCode.ShouldBe(1, error);
        output.ShouldContain("No Sharing missing: agency shelter");
        _gateway.Vendor.Bytes.ShouldBeEmpty();

        (await _gateway.SendAsync("PUT", "/_gateway/v1/clients/full-1/roi", None)).Status.ShouldBe(200);
        (exitCode, output, error) = await _gateway.VerbAsync("ledger", "reconcile", "--actor", "custodian", "--reason", "correction");
        exitCode.ShouldBe(0, output + error);
        (await _gateway.SendAsync("PUT", "/clients/1001", Update)).Code.ShouldBe("no_sharing");
        (await _gateway.VerbAsync("ledger", "checkpoint", "--out", _endpoint.Address)).ExitCode.ShouldBe(0);
        _endpoint.Lines.ShouldContain(static line => line.Contains("\"kind\":\"checkpoint\""));
        foreach (string[] place in new string[][] { [], ["--anchor", _endpoint.Address] })
        {
            (exitCode, output, error) = await _gateway.VerbAsync(["ledger", "verify", .. place]);
            exitCode.ShouldBe(0, output + error);
            output.ShouldContain("lines of the anchor");
        }

        _gateway.Vendor.Bytes.ShouldBeEmpty();
        _endpoint.Heads.ShouldAllBe(static head => head.Contains($"Authorization: {Secret}"));
        foreach (string text in (IEnumerable<string>)[_gateway.Process.Output, output, (await _gateway.VerbAsync("config", "show")).Output])
        {
            text.Contains("anchor-secret", StringComparison.Ordinal).ShouldBeFalse();
        }
    }

    [Fact]
    public async Task A_none_is_not_acknowledged_while_the_endpoint_fails_and_denies_all_the_same()
    {
        await _gateway.InitializeAsync();
        _endpoint.Added = 503;

        Answer refused = await _gateway.SendAsync("PUT", "/_gateway/v1/clients/full-1/roi", None);

        refused.Status.ShouldBe(503);
        refused.Code.ShouldBe("not_preserved");
        (await _gateway.IsReadyAsync()).ShouldBeFalse();
        (await _gateway.SendAsync("PUT", "/clients/1001", Update)).Code.ShouldBe("no_sharing");
        _gateway.Vendor.Bytes.ShouldBeEmpty();
        _endpoint.Added = 204;
        (await _gateway.SendAsync("PUT", "/_gateway/v1/clients/full-1/roi", None)).Status.ShouldBe(200);
        await _gateway.Process.WaitUntilAsync(_gateway.IsReadyAsync);
    }

    [Fact]
    public async Task A_process_that_starts_while_the_endpoint_is_away_forwards_nothing_until_it_is_back()
    {
        await _gateway.InitializeAsync();
        (await _gateway.Process.TerminateAsync()).ShouldBe(0, _gateway.Process.Output);
        _gateway.Vendor.Clear();
        _endpoint.Answered = 401;
        await _gateway.StartAsync("startup");

        (await _gateway.SendAsync("PUT", "/clients/1001", Update)).Code.ShouldBe("consent_not_confirmed");
        _gateway.Vendor.Bytes.ShouldBeEmpty();

        _endpoint.Answered = 200;
        await _gateway.Process.WaitUntilAsync(_gateway.IsReadyAsync);
        (await _gateway.SendAsync("PUT", "/clients/1001", Update)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Replicas_share_one_anchor()
    {
        string database = await server.CreateDatabaseAsync();
        try
        {
            _gateway.Settings["Storage__Provider"] = "Postgres";
            _gateway.Settings["Storage__ConnectionString"] = database;
            await _gateway.InitializeAsync();
            await using (ServingReplica second = await _gateway.StartReplicaAsync("second"))
            {
                Answer[] recorded = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => i % 2 == 0
                    ? _gateway.SendAsync("PUT", $"/_gateway/v1/clients/shared-{i}/roi", None)
                    : _gateway.SendAsync(second, "PUT", $"/_gateway/v1/clients/shared-{i}/roi", None)));
                recorded.ShouldAllBe(static answer => answer.Status == 200);
            }

            string[] kinds = [.. _endpoint.Lines.Select(static line => JsonNode.Parse(line)!["kind"]!.GetValue<string>())];
            kinds.Count(static kind => kind == "none").ShouldBe(21, "and none-1");

            // Whoever starts now contains what both of them said.
            await using ServingReplica third = await _gateway.StartReplicaAsync("third");
            (await _gateway.SendAsync(third, "PUT", "/clients/1001", Update)).Status.ShouldBe(200);
            (int exitCode, string output, string error) = await _gateway.VerbAsync("ledger", "verify");
            exitCode.ShouldBe(0, output + error);
        }
        finally
        {
            await _gateway.DisposeAsync();
            await server.DropDatabaseAsync(database);
        }
    }

    private static void Copy(string from, string to)
    {
        foreach (string file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
