using System.Text;
using HmisGateway.EndToEndTests.Harness;

namespace HmisGateway.EndToEndTests;

/// <summary>The real gateway process on a real PostgreSQL server: the main job, a restart, a revocation, and faults of the server.</summary>
public sealed class PostgresTests(PostgresGateway postgres) : IClassFixture<PostgresGateway>, IAsyncLifetime
{
    private const string Update = """{"client":{"alias":"the raven","name_quality":1}}""";
    private ServingGateway? _started;

    private ServingGateway Gateway => _started!;

    public async ValueTask InitializeAsync() => _started = await postgres.StartAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Permitted_writes_pass_no_sharing_is_kept_and_both_survive_a_restart()
    {
        int before = Gateway.Vendor.Requests;
        Answer passed = await Gateway.SendAsync("PUT", "/clients/1001", Update);
        passed.Status.ShouldBe(200, passed.Text);
        Gateway.Vendor.Requests.ShouldBe(before + 1);

        Answer kept = await Gateway.SendAsync("PUT", "/clients/1003", Update);
        kept.Status.ShouldBe(403, kept.Text);
        kept.Code.ShouldBe("no_sharing");
        Gateway.Vendor.Requests.ShouldBe(before + 1);
        (await Gateway.ReadBackAsync(kept.Receipt)).ShouldBe(Encoding.UTF8.GetBytes(Update));

        (await Gateway.Process.TerminateAsync()).ShouldBe(0, Gateway.Process.Output);
        Gateway.Process.Output.ShouldNotContain(PostgresGateway.Password);
        (int exitCode, string verified, string error) = await Gateway.VerbAsync("ledger", "verify");
        exitCode.ShouldBe(0, verified + error);
        verified.ShouldMatch(@"verified \d+ entries");

        await Gateway.StartAsync();
        (await Gateway.ReadBackAsync(kept.Receipt)).ShouldBe(Encoding.UTF8.GetBytes(Update));
        (await Gateway.SendAsync("PUT", "/clients/1001", Update)).Status.ShouldBe(200);
        (await Gateway.SendAsync("PUT", "/clients/1003", Update)).Json["receipt"]!.GetValue<string>().ShouldBe(kept.Receipt);

        await Gateway.Process.KillAsync();
        await Gateway.StartAsync();
        (await Gateway.ReadBackAsync(kept.Receipt)).ShouldBe(Encoding.UTF8.GetBytes(Update));
        (exitCode, verified, error) = await Gateway.VerbAsync("ledger", "verify");
        exitCode.ShouldBe(0, verified + error);
    }

    [Fact]
    public async Task A_no_sharing_that_was_recorded_holds_from_its_answer_on()
    {
        (await Gateway.SendAsync("PUT", "/clients/1002", Update, Gateway.OtherKey)).Status.ShouldBe(200);
        int before = Gateway.Vendor.Requests;

        Answer recorded = await Gateway.SendAsync(
            "PUT", "/_gateway/v1/clients/full-2/roi", """{"choice":"none","signedOn":"2026-01-02"}""", Gateway.OtherKey);

        recorded.Status.ShouldBe(200, recorded.Text);
        recorded.Json["drained"]!.GetValue<string>().ShouldBe("none");
        (await Gateway.SendAsync("PUT", "/clients/1002", Update, Gateway.OtherKey)).Code.ShouldBe("no_sharing");
        (await Gateway.SendAsync("PUT", "/clients/1001", Update)).Status.ShouldBe(200);
        Gateway.Vendor.Requests.ShouldBe(before + 1);
    }

    [Fact]
    public async Task Without_its_database_the_gateway_forwards_nothing_and_goes_on_when_it_is_back()
    {
        string name = postgres.Database;
        await postgres.ExecuteAsync($"ALTER DATABASE {name} ALLOW_CONNECTIONS false");
        await postgres.ExecuteAsync($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'");
        int before = Gateway.Vendor.Requests;

        foreach (string path in new[] { "/clients/1001", "/clients/1003" })
        {
            Answer answer = await Gateway.SendAsync("PUT", path, Update);
            answer.Status.ShouldBe(503, answer.Text);
            answer.Code.ShouldBe("not_preserved");
            answer.Headers.ShouldContainKey("Retry-After");
        }

        Gateway.Vendor.Requests.ShouldBe(before);
        await postgres.ExecuteAsync($"ALTER DATABASE {name} ALLOW_CONNECTIONS true");
        (await Gateway.SendAsync("PUT", "/clients/1001", Update)).Status.ShouldBe(200, Gateway.Process.Output);
        (await Gateway.SendAsync("PUT", "/clients/1003", Update)).Code.ShouldBe("no_sharing");
        (int exitCode, string verified, string error) = await Gateway.VerbAsync("ledger", "verify");
        exitCode.ShouldBe(0, verified + error);
    }
}
