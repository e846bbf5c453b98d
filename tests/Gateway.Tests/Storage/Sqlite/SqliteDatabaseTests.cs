using HmisGateway.Storage;
using HmisGateway.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace HmisGateway.Tests.Storage.Sqlite;

public sealed class SqliteDatabaseTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_new_database_has_the_newest_version_and_opens_again()
    {
        Open();
        Open();
        Query("PRAGMA user_version").ShouldBe((long)SqliteSchema.Migrations.Count);
        Query("PRAGMA journal_mode").ShouldBe("wal");
    }

    [Fact]
    public void The_writer_works_with_the_settings_that_the_promises_need()
    {
        SqliteDatabase database = SqliteDatabase.Open(_folder.Path);
        using SqliteSession writer = database.OpenWriter();
        Query(writer.Connection, "PRAGMA synchronous").ShouldBe(2L);
        Query(writer.Connection, "PRAGMA foreign_keys").ShouldBe(1L);
        Query(writer.Connection, "PRAGMA secure_delete").ShouldBe(1L);
        Query(writer.Connection, "PRAGMA trusted_schema").ShouldBe(0L);
        Query(writer.Connection, "PRAGMA temp_store").ShouldBe(2L);
    }

    [Fact]
    public void A_reader_cannot_write()
    {
        SqliteDatabase database = SqliteDatabase.Open(_folder.Path);
        using SqliteSession reader = database.OpenReader();
        Should.Throw<SqliteException>(() => Query(reader.Connection, "INSERT INTO agency (id, name, type, disabled, created_at) VALUES ('a', 'a', 1, 0, 0) RETURNING id"));
    }

    [Fact]
    public void A_newer_schema_is_refused()
    {
        Open();
        Query("PRAGMA user_version = 999");
        Should.Throw<StorageSchemaException>(Open).Message.ShouldContain("newer gateway");
    }

    [Theory]
    [InlineData("DROP TABLE ledger_head", "ledger_head.hash")]
    [InlineData("ALTER TABLE agency DROP COLUMN name", "agency.name")]
    [InlineData("DROP INDEX person_by_cluster", "index person_by_cluster")]
    [InlineData("CREATE TRIGGER t AFTER INSERT ON ledger BEGIN DELETE FROM ledger; END", "trigger t")]
    public void A_schema_that_was_changed_is_refused_and_the_message_names_the_part(string sql, string named)
    {
        Open();
        Query(sql);
        Should.Throw<StorageSchemaException>(Open).Message.ShouldContain(named);
    }

    [Fact]
    public void A_file_that_is_no_database_is_refused()
    {
        File.WriteAllText(_folder[SqliteDatabase.FileName], new string('x', 10_000));
        Should.Throw<SqliteException>(Open);
    }

    [Fact]
    public void Only_the_owner_may_read_the_files()
    {
        string data = _folder["data"];
        SqliteDatabase database = SqliteDatabase.Open(data);
        using SqliteSession session = database.OpenWriter();
        Query(session.Connection, "INSERT INTO agency (id, name, type, disabled, created_at) VALUES ('a', 'a', 1, 0, 0) RETURNING id");
        Directory.GetFiles(data).Length.ShouldBe(3);
        FileModes.ShouldBeTheOwnersOnly(data);
    }

    private static object? Query(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    private void Open() => SqliteDatabase.Open(_folder.Path);

    private object? Query(string sql)
    {
        using SqliteConnection connection = new($"Data Source={_folder[SqliteDatabase.FileName]};Pooling=False");
        connection.Open();
        return Query(connection, sql);
    }
}
