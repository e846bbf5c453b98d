using HmisGateway.Ledger;
using HmisGateway.Storage.Postgres;
using HmisGateway.Testing;
using Npgsql;

namespace HmisGateway.Tests.Storage.Postgres;

/// <summary>Servers and databases that cannot be used say why, where, and what to do.</summary>
public sealed class PostgresRefusalTests(PostgresServer server) : IAsyncLifetime
{
    private string _database = "";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _database = await server.CreateDatabaseAsync();

    public async ValueTask DisposeAsync()
    {
        if (_database.Length > 0)
        {
            await server.DropDatabaseAsync(_database);
        }
    }

    [Fact]
    public async Task A_standby_is_refused_alone_and_passed_over_beside_its_primary()
    {
        PostgresCluster primary = await server.StartAsync();
        await using PostgresCluster standby = await primary.StartStandbyAsync();
        (await ExplainAsync(standby.ConnectionString(Name))).ShouldContain("it is a standby");

        await using PostgresStorage storage = await OpenAsync($"Host=127.0.0.1:{standby.Port},127.0.0.1:{primary.Port};Database={Name};Username=postgres");
        await storage.FlushAsync(Cancellation);
        (await storage.Ledger.ReadHeadAsync(Cancellation)).Sequence.ShouldBe(0);
    }

    [Fact]
    public async Task A_database_that_can_only_be_read_is_refused()
    {
        await server.ExecuteAsync($"ALTER DATABASE {Name} SET default_transaction_read_only = on");
        (await ExplainAsync(_database)).ShouldContain("read-only");
    }

    [Fact]
    public async Task A_commit_is_durable_whatever_the_database_says()
    {
        await server.ExecuteAsync($"ALTER DATABASE {Name} SET synchronous_commit = off");
        await using PostgresDatabase database = new(PostgresUnderTest.Settings(_database));
        using PostgresSession session = database.OpenWriter();
        session.List(new PostgresSql("SELECT current_setting('synchronous_commit')").Call(), static row => row.Text(0)).ShouldBe(["on"]);
    }

    [Fact]
    public async Task A_wrong_password_is_told_without_the_password()
    {
        await server.ExecuteAsync("DO $$ BEGIN CREATE ROLE guarded LOGIN PASSWORD 'right'; EXCEPTION WHEN duplicate_object THEN NULL; END $$");
        PostgresCluster cluster = await server.StartAsync();

        string told = await ExplainAsync(cluster.ConnectionString(Name, "guarded") + ";Password=hunter2");

        told.ShouldContain("refuses the user name or the password");
        told.ShouldContain($"127.0.0.1:{cluster.Port}");
        told.ShouldNotContain("hunter2");
    }

    [Fact]
    public async Task A_database_that_is_not_there_is_told() =>
        (await ExplainAsync((await server.StartAsync()).ConnectionString("nowhere"))).ShouldContain("no such database");

    [Fact]
    public async Task A_server_that_is_not_there_is_told()
    {
        await server.StartAsync();
        (await ExplainAsync("Host=127.0.0.1;Port=1;Database=x;Username=y;Password=hunter2")).ShouldSatisfyAllConditions(
            told => told.ShouldContain("no server answers"),
            told => told.ShouldNotContain("hunter2"));
    }

    [Fact]
    public async Task A_role_that_may_make_nothing_is_told()
    {
        await server.ExecuteAsync("DO $$ BEGIN CREATE ROLE visitor LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$");
        Exception fault = await Should.ThrowAsync<Exception>(OpenAsync((await server.StartAsync()).ConnectionString(Name, "visitor")));
        fault.Message.ShouldContain("own the database");
    }

    [Fact]
    public async Task Two_processes_work_on_one_database()
    {
        await using PostgresStorage first = await OpenAsync(_database);
        await using PostgresStorage second = await OpenAsync(_database);
        await Task.WhenAll(Enumerable.Range(0, 100).Select(i => (i % 2 == 0 ? first : second).Ledger.AppendAsync(Some.Event(), Cancellation).AsTask()));

        (await LedgerVerifier.VerifyAsync(first.Ledger, Cancellation)).ShouldBeOfType<LedgerVerification.Verified>().Events.ShouldBe(100);
    }

    [Theory]
    [InlineData("hunter2")]
    [InlineData("Host=a;Database=b;Username=c;Password=hun;ter2")]
    [InlineData("Host=a;Port=hunter2")]
    [InlineData("Database=b;Username=c")]
    [InlineData("")]
    public void What_is_no_connection_string_is_not_taken(string text) => PostgresSettings.TryParse(text).ShouldBeNull();

    private string Name => new NpgsqlConnectionStringBuilder(_database).Database!;

    private static ValueTask<PostgresStorage> Open(string connectionString) =>
        PostgresStorage.OpenAsync(PostgresUnderTest.Settings(connectionString), TimeProvider.System, 0, Cancellation);

    private static async Task<PostgresStorage> OpenAsync(string connectionString) => await Open(connectionString);

    private static async Task<string> ExplainAsync(string connectionString) =>
        PostgresFault.Explain(await Should.ThrowAsync<Exception>(OpenAsync(connectionString)), PostgresUnderTest.Settings(connectionString));
}
