using System.Text;
using HmisGateway.EndToEndTests.Harness;
using HmisGateway.Testing;

namespace HmisGateway.EndToEndTests;

/// <summary>The anchor of a gateway on PostgreSQL: a database that was restored from before a No Sharing forwards nothing.</summary>
public sealed class PostgresAnchorTests(PostgresServer server) : IAsyncLifetime
{
    private const string Update = """{"client":{"alias":"the raven"}}""";
    private const string None = """{"choice":"none","signedOn":"2026-01-02"}""";

    private readonly ServingGateway _gateway = new();
    private string _database = "";

    public async ValueTask InitializeAsync()
    {
        _database = await server.CreateDatabaseAsync();
        _gateway.Settings["Storage__Provider"] = "Postgres";
        _gateway.Settings["Storage__ConnectionString"] = _database;
        _gateway.Settings["Ledger__Anchor"] = _gateway.FileBeside("anchor.jsonl");
        await _gateway.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        if (_database.Length > 0)
        {
            await server.DropDatabaseAsync(_database);
        }
    }

    [Fact]
    public async Task A_database_restored_from_before_a_none_forwards_nothing_until_reconciled()
    {
        (await _gateway.SendAsync("PUT", "/clients/1001", Update)).Status.ShouldBe(200);
        (await _gateway.Process.TerminateAsync()).ShouldBe(0, _gateway.Process.Output);
        string backup = await server.CopyDatabaseAsync(_database);
        await _gateway.StartAsync();
        (await RecordNoneAsync()).Status.ShouldBe(200);
        (await _gateway.SendAsync("PUT", "/clients/1001", Update)).Code.ShouldBe("no_sharing");
        await _gateway.Process.KillAsync();

        await server.RestoreDatabaseAsync(_database, backup);
        int before = _gateway.Vendor.Requests;
        await _gateway.StartAsync("startup");

        foreach ((string path, string key) in new[] { ("/clients/1001", _gateway.Key), ("/clients/1002", _gateway.OtherKey) })
        {
            Answer held = await _gateway.SendAsync("PUT", path, Update, key);
            held.Status.ShouldBe(403, held.Text);
            held.Code.ShouldBe("consent_not_confirmed");
        }

        (await _gateway.SendAsync("GET", "/clients/1002", null, _gateway.OtherKey)).Status.ShouldBe(403);
        (await _gateway.ReadinessAsync()).ShouldBe(503);
        (await VerifyAsync()).ExitCode.ShouldBe(1);
        (int exitCode, string output, string error) = await _gateway.VerbAsync("ledger", "reconcile");
        exitCode.ShouldBe(1, output + error);
        output.ShouldContain("No Sharing missing: agency shelter");

        (await RecordNoneAsync()).Status.ShouldBe(200);
        await _gateway.Process.KillAsync();
        await _gateway.StartAsync("startup");
        (await _gateway.SendAsync("PUT", "/clients/1002", Update, _gateway.OtherKey)).Status.ShouldBe(403, "neither recording nor a restart reconciles");
        _gateway.Vendor.Requests.ShouldBe(before);

        (exitCode, output, error) = await _gateway.VerbAsync("ledger", "reconcile", "--actor", "custodian", "--reason", "correction", "--note", "restored");
        exitCode.ShouldBe(0, output + error);
        (await _gateway.SendAsync("PUT", "/clients/1002", Update, _gateway.OtherKey)).Status.ShouldBe(200);
        Answer kept = await _gateway.SendAsync("PUT", "/clients/1001", Update);
        kept.Code.ShouldBe("no_sharing");
        (await _gateway.ReadBackAsync(kept.Receipt)).ShouldBe(Encoding.UTF8.GetBytes(Update));
        (await _gateway.ReadinessAsync()).ShouldBe(200);
        (exitCode, output) = await VerifyAsync();
        exitCode.ShouldBe(0, output);
    }

    private Task<Answer> RecordNoneAsync() => _gateway.SendAsync("PUT", "/_gateway/v1/clients/full-1/roi", None);

    private async Task<(int ExitCode, string Output)> VerifyAsync()
    {
        (int exitCode, string output, string error) = await _gateway.VerbAsync("ledger", "verify");
        return (exitCode, output + error);
    }
}
