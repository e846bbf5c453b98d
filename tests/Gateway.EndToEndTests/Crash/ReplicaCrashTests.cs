using HmisGateway.EndToEndTests.Harness;
using HmisGateway.Testing;

namespace HmisGateway.EndToEndTests.Crash;

/// <summary>
/// Real gateway processes on one PostgreSQL server under load; one of them, or the server, is ended without warning and started again. Every
/// write that was answered has the outcome that its answer said, and none is lost in between.
/// </summary>
public sealed class ReplicaCrashTests(PostgresServer server, ITestOutputHelper output)
{
    /// <summary>So many writes are settled before a fault, between two and behind the last one.</summary>
    private const int Some = 80;

    private static readonly TimeSpan s_permitLifetime = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task Killing_a_replica_under_load_loses_nothing()
    {
        string database = await server.CreateDatabaseAsync();
        await using (ServingGateway gateway = await StartAsync(database))
        {
            await using ServingReplica second = await gateway.StartReplicaAsync("second");
            await using ServingReplica third = await gateway.StartReplicaAsync("third");
            WriteLoad load = new(gateway, [gateway.AsReplica(), second, third]);
            await load.UntilSettledAsync(Some);

            // One at any moment, and again.
            await gateway.Process.KillAsync();
            await load.UntilSettledAsync(Some);
            await gateway.StartAsync();
            await load.UntilSettledAsync(Some);

            // Another one while the vendor has writes of it that it has not answered.
            await WithHeldAnswersAsync(gateway, load, third.Process.KillAsync);
            await load.UntilSettledAsync(Some);
            await load.StopAsync();

            Conservation conservation = await CheckAsync(gateway, database, load, isGatewayKilled: true);
            conservation.CountOf("unanswered_and_arrived").ShouldBeGreaterThan(0, conservation.Summary);
            conservation.CountOf("queue_in_doubt").ShouldBeGreaterThan(0, conservation.Summary);
            (await gateway.SendAsync(second, "PUT", "/clients/1001", """{"client":{"alias":"the raven"}}""")).Status.ShouldBe(200);
        }

        await server.DropDatabaseAsync(database);
    }

    [Fact]
    public async Task Killing_the_database_under_load_loses_nothing()
    {
        await using PostgresCluster cluster = await PostgresServer.StartOwnAsync();
        string database = cluster.ConnectionString("postgres");
        await using ServingGateway gateway = await StartAsync(database);
        await using ServingReplica second = await gateway.StartReplicaAsync("second");
        WriteLoad load = new(gateway, [gateway.AsReplica(), second]);
        await load.UntilSettledAsync(Some);

        // At any moment, and for a moment.
        await cluster.StopAtOnceAsync();
        await cluster.StartAgainAsync();
        await load.UntilSettledAsync(Some);

        // While the vendor has writes that it has not answered, and for so long that permits end and a replica that says nothing would be taken for ended.
        await WithHeldAnswersAsync(gateway, load, async () =>
        {
            await cluster.StopAtOnceAsync();
            long stopped = TimeProvider.System.GetTimestamp();
            await load.UntilAsync(() => TimeProvider.System.GetElapsedTime(stopped) > 2.5 * s_permitLifetime);
        });
        await cluster.StartAgainAsync();
        await load.UntilSettledAsync(Some);
        await load.StopAsync();

        Conservation conservation = await CheckAsync(gateway, database, load, isGatewayKilled: false);
        conservation.CountOf("refused").ShouldBeGreaterThan(0, conservation.Summary);
        conservation.CountOf("in_doubt_without_copy").ShouldBeGreaterThan(0, conservation.Summary);
        foreach (ServingReplica replica in new[] { gateway.AsReplica(), second })
        {
            (await gateway.SendAsync(replica, "PUT", "/clients/1001", """{"client":{"alias":"the raven"}}""")).Status.ShouldBe(200);
            (await gateway.SendAsync(replica, "PUT", "/clients/1003", """{"client":{"alias":"the raven"}}""")).Code.ShouldBe("no_sharing");
        }
    }

    private static async Task<ServingGateway> StartAsync(string database)
    {
        ServingGateway gateway = new();
        gateway.Settings["Storage__Provider"] = "Postgres";
        gateway.Settings["Storage__ConnectionString"] = database;
        gateway.Settings["Fence__DrainTimeout"] = "00:00:01";
        gateway.Settings["Fence__PermitLifetime"] = s_permitLifetime.ToString();
        gateway.Settings["Fence__Margin"] = "00:00:00.5";
        try
        {
            await gateway.InitializeAsync();
            return gateway;
        }
        catch
        {
            await gateway.DisposeAsync();
            throw;
        }
    }

    /// <summary>Has a fault strike when every connection of the load waits for the vendor.</summary>
    private static async Task WithHeldAnswersAsync(ServingGateway gateway, WriteLoad load, Func<Task> strike)
    {
        TaskCompletionSource<string> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int before = gateway.Vendor.Requests;
        gateway.Vendor.AnswerLater = answer.Task;
        await load.UntilAsync(() => gateway.Vendor.Requests - before >= WriteLoad.Connections - 1);
        await strike();
        gateway.Vendor.AnswerLater = null;
        answer.SetResult(RecordingVendor.Ok("""{"id":1001}"""));
    }

    private async Task<Conservation> CheckAsync(ServingGateway gateway, string database, WriteLoad load, bool isGatewayKilled)
    {
        Conservation conservation = new(gateway, database, load.Writes) { MayDoubtAnswered = isGatewayKilled };
        await conservation.CheckAsync();
        output.WriteLine(conservation.Summary);
        conservation.Violations.ShouldBeEmpty(conservation.Summary);
        conservation.CountOf("forwarded").ShouldBeGreaterThan(Some, conservation.Summary);
        conservation.CountOf("offline").ShouldBeGreaterThan(Some, conservation.Summary);
        (int exitCode, string verified, string error) = await gateway.VerbAsync("ledger", "verify");
        exitCode.ShouldBe(0, verified + error);
        return conservation;
    }
}
