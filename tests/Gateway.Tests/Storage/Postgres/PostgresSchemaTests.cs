using HmisGateway.Storage;
using HmisGateway.Storage.Postgres;
using HmisGateway.Testing;
using Npgsql;

namespace HmisGateway.Tests.Storage.Postgres;

public sealed class PostgresSchemaTests(PostgresServer server) : IAsyncLifetime
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
    public async Task A_new_database_has_the_newest_version_and_opens_again()
    {
        await OpenAsync();
        await OpenAsync();
        (await QueryAsync("SELECT max(version) FROM schema_migration")).ShouldBe(PostgresSchema.Migrations.Count);
    }

    [Fact]
    public async Task Two_processes_that_migrate_at_once_make_one_schema()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(
            () =>
            {
                using NpgsqlConnection connection = new(_database + ";Pooling=false");
                connection.Open();
                PostgresSchema.Migrate(connection);
            },
            Cancellation)));

        (await QueryAsync("SELECT count(*) FROM schema_migration")).ShouldBe((long)PostgresSchema.Migrations.Count);
        await OpenAsync();
    }

    [Fact]
    public async Task A_newer_schema_is_refused()
    {
        await OpenAsync();
        await QueryAsync("INSERT INTO schema_migration (version, name, applied_at) VALUES (999, 'V999', now())");
        (await Should.ThrowAsync<StorageSchemaException>(OpenAsync())).Message.ShouldContain("newer gateway");
    }

    [Theory]
    [InlineData("DROP TABLE ledger_head", "ledger_head.hash")]
    [InlineData("ALTER TABLE agency DROP COLUMN name", "agency.name")]
    [InlineData("ALTER TABLE agency ALTER COLUMN id TYPE text COLLATE \"POSIX\"", "agency.id")]
    [InlineData("ALTER TABLE roi ALTER COLUMN signed_to TYPE timestamp", "roi.signed_to")]
    [InlineData("ALTER TABLE reference DROP CONSTRAINT reference_person_fkey", "reference_person_fkey")]
    [InlineData("DROP INDEX person_by_cluster", "index person_by_cluster")]
    [InlineData("CREATE RULE r AS ON INSERT TO ledger DO INSTEAD NOTHING", "rule ledger.r")]
    [InlineData("CREATE POLICY p ON roi USING (choice <> 3)", "policy roi.p")]
    [InlineData("CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'; CREATE TRIGGER t BEFORE INSERT ON ledger FOR EACH ROW EXECUTE FUNCTION f()", "trigger ledger.t")]
    public async Task A_schema_that_was_changed_is_refused_and_the_message_names_the_part(string sql, string named)
    {
        await OpenAsync();
        await QueryAsync(sql);
        (await Should.ThrowAsync<StorageSchemaException>(OpenAsync())).Message.ShouldContain(named);
    }

    [Fact]
    public async Task A_migration_that_fails_leaves_nothing_behind()
    {
        await QueryAsync("CREATE TABLE ledger (mine integer)");
        (await Should.ThrowAsync<StorageSchemaException>(OpenAsync())).Message.ShouldContain("taken back");
        (await QueryAsync("SELECT to_regclass('agency') IS NULL")).ShouldBe(true);
    }

    private Task<object?> QueryAsync(string sql) => server.ExecuteAsync(sql, _database);

    private async Task OpenAsync()
    {
        PostgresStorage storage = await PostgresStorage.OpenAsync(PostgresUnderTest.Settings(_database), TimeProvider.System, 0, Cancellation);
        await storage.DisposeAsync();
    }
}
