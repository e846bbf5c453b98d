using System.Globalization;
using Microsoft.Data.Sqlite;

namespace HmisGateway.Storage.Sqlite;

/// <summary>Brings a database to the newest version and checks that it then has every table and column, and nothing that acts by itself.</summary>
internal static class SqliteSchema
{
    /// <summary>All steps, in order.</summary>
    public static IReadOnlyList<SchemaMigration> Migrations { get; } = SchemaMigration.Load(typeof(SqliteSchema));

    /// <summary>Runs the missing migrations, each in its own transaction, then verifies.</summary>
    /// <exception cref="StorageSchemaException">The database is newer than the program, or differs from what the migrations make.</exception>
    public static void Migrate(SqliteConnection connection)
    {
        long version = ReadVersion(connection);
        foreach (SchemaMigration migration in SchemaMigration.After(Migrations, version))
        {
            Apply(connection, migration);
        }

        Verify(connection);
    }

    private static void Apply(SqliteConnection connection, SchemaMigration migration)
    {
        try
        {
            using SqliteTransaction transaction = connection.BeginTransaction(deferred: false);
            Execute(connection, migration.Script);
            Execute(connection, string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {migration.Version}"));
            transaction.Commit();
        }
        catch (SqliteException exception)
        {
            throw new StorageSchemaException(
                $"Migration {migration.Name} failed and was taken back ({exception.SqliteErrorCode}: {exception.Message}). The database is unchanged.", exception);
        }
    }

    /// <summary>Compares with a database in memory that the same migrations made, so that no second list has to be kept.</summary>
    private static void Verify(SqliteConnection connection)
    {
        using SqliteConnection model = new("Data Source=:memory:;Pooling=False");
        model.Open();
        foreach (SchemaMigration migration in Migrations)
        {
            Execute(model, migration.Script);
        }

        HashSet<string> expected = Describe(model);
        HashSet<string> actual = Describe(connection);
        List<string> problems = [.. expected.Except(actual, StringComparer.Ordinal).Select(missing => $"{missing} is missing or different")];
        problems.AddRange(actual.Except(expected, StringComparer.Ordinal)
            .Where(extra => extra.StartsWith("trigger ", StringComparison.Ordinal) || extra.StartsWith("view ", StringComparison.Ordinal))
            .Select(extra => $"{extra} does not belong there"));
        if (problems.Count > 0)
        {
            problems.Sort(StringComparer.Ordinal);
            throw new StorageSchemaException($"The database does not have the schema of its version: {string.Join("; ", problems)}. Restore a backup.");
        }
    }

    private static HashSet<string> Describe(SqliteConnection connection)
    {
        HashSet<string> parts = new(StringComparer.Ordinal);
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = """
            SELECT type || ' ' || name FROM sqlite_schema WHERE type <> 'table' AND name NOT LIKE 'sqlite_%'
            UNION ALL
            SELECT 'column ' || s.name || '.' || c.name || ' ' || c.type || ' ' || c."notnull" || ' ' || c.pk
            FROM sqlite_schema AS s JOIN pragma_table_info(s.name) AS c WHERE s.type = 'table' AND s.name NOT LIKE 'sqlite_%'
            """;
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            parts.Add(reader.GetString(0));
        }

        return parts;
    }

    private static long ReadVersion(SqliteConnection connection)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "PRAGMA user_version";
        return (long)command.ExecuteScalar()!;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
