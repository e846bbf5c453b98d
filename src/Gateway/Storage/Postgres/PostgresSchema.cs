using System.Globalization;
using Npgsql;
using NpgsqlTypes;

namespace HmisGateway.Storage.Postgres;

/// <summary>Brings a database to the newest version and checks that it then has every table and column, and nothing that acts by itself.</summary>
internal static class PostgresSchema
{
    /// <summary>Held while migrations run: of two processes one makes the tables and the other one finds them.</summary>
    private const long MigrationLock = 0x484D_4953_4757_0002;

    // Tables, columns, constraints, indexes and everything that could act by itself, in the schema that is created in first.
    private const string Description = """
        WITH part AS (SELECT c.oid, c.relname, c.relkind FROM pg_class AS c WHERE c.relnamespace = quote_ident(current_schema())::regnamespace)
        SELECT format('column %s.%s %s%s%s%s%s', p.relname, a.attname, format_type(a.atttypid, a.atttypmod), CASE WHEN a.attnotnull THEN ' not null' END,
                      CASE WHEN a.attidentity <> '' THEN ' identity' END, ' default ' || pg_get_expr(d.adbin, d.adrelid),
                      (SELECT ' collate ' || l.collname FROM pg_collation AS l WHERE l.oid = a.attcollation AND l.collname <> 'default'))
        FROM part AS p JOIN pg_attribute AS a ON a.attrelid = p.oid LEFT JOIN pg_attrdef AS d ON d.adrelid = p.oid AND d.adnum = a.attnum
        WHERE p.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
        UNION ALL
        SELECT format('constraint %s.%s %s', p.relname, k.conname, pg_get_constraintdef(k.oid, true)) FROM part AS p JOIN pg_constraint AS k ON k.conrelid = p.oid
        UNION ALL
        SELECT 'index ' || substring(pg_get_indexdef(p.oid, 0, true) from 'INDEX (.*)') FROM part AS p JOIN pg_index AS i ON i.indexrelid = p.oid WHERE i.indisvalid
        UNION ALL
        SELECT format('trigger %s.%s', p.relname, t.tgname) FROM part AS p JOIN pg_trigger AS t ON t.tgrelid = p.oid WHERE NOT t.tgisinternal
        UNION ALL
        SELECT format('rule %s.%s', p.relname, r.rulename) FROM part AS p JOIN pg_rewrite AS r ON r.ev_class = p.oid WHERE p.relkind = 'r'
        UNION ALL
        SELECT format('policy %s.%s', p.relname, o.polname) FROM part AS p JOIN pg_policy AS o ON o.polrelid = p.oid
        """;

    private static readonly string[] s_acting = ["trigger ", "rule ", "policy "];

    /// <summary>All steps, in order.</summary>
    public static IReadOnlyList<SchemaMigration> Migrations { get; } = SchemaMigration.Load(typeof(PostgresSchema));

    /// <summary>Runs the missing migrations, each in its own transaction, then verifies.</summary>
    /// <exception cref="StorageSchemaException">The database is newer than the program, or differs from what the migrations make.</exception>
    /// <exception cref="NpgsqlException">The server fails.</exception>
    public static void Migrate(NpgsqlConnection connection)
    {
        Execute(connection, $"SELECT pg_advisory_lock({MigrationLock})");
        try
        {
            int version = ReadVersion(connection);
            foreach (SchemaMigration migration in SchemaMigration.After(Migrations, version))
            {
                Apply(connection, migration);
            }

            Verify(connection);
        }
        finally
        {
            if (connection.State == System.Data.ConnectionState.Open)
            {
                Execute(connection, $"SELECT pg_advisory_unlock({MigrationLock})");
            }
        }
    }

    private static void Apply(NpgsqlConnection connection, SchemaMigration migration)
    {
        try
        {
            using NpgsqlTransaction transaction = connection.BeginTransaction();
            Execute(connection, "CREATE TABLE IF NOT EXISTS schema_migration (version integer NOT NULL PRIMARY KEY, name text NOT NULL, applied_at timestamptz NOT NULL)");
            Execute(connection, migration.Script);
            using NpgsqlCommand note = new("INSERT INTO schema_migration (version, name, applied_at) VALUES ($1, $2, now())", connection);
            note.Parameters.Add(new NpgsqlParameter { Value = migration.Version, NpgsqlDbType = NpgsqlDbType.Integer });
            note.Parameters.Add(new NpgsqlParameter { Value = migration.Name, NpgsqlDbType = NpgsqlDbType.Text });
            note.ExecuteNonQuery();
            transaction.Commit();
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new StorageSchemaException(
                $"Migration {migration.Name} may not make its tables. Let the gateway's role own the database, or grant it CREATE on the schema. The database is unchanged.", exception);
        }
        catch (PostgresException exception)
        {
            throw new StorageSchemaException(
                $"Migration {migration.Name} failed and was taken back ({exception.SqlState}: {exception.MessageText}). The database is unchanged.", exception);
        }
    }

    /// <summary>Compares with temporary tables that the same migrations made, so that no second list has to be kept.</summary>
    private static void Verify(NpgsqlConnection connection)
    {
        using NpgsqlTransaction transaction = connection.BeginTransaction();
        HashSet<string> actual = Describe(connection);
        Execute(connection, "SET LOCAL search_path = pg_temp");
        foreach (SchemaMigration migration in Migrations)
        {
            Execute(connection, migration.Script);
        }

        HashSet<string> expected = Describe(connection);
        transaction.Rollback();
        List<string> problems = [.. expected.Except(actual, StringComparer.Ordinal).Select(missing => $"{missing} is missing or different")];
        problems.AddRange(actual.Except(expected, StringComparer.Ordinal)
            .Where(extra => s_acting.Any(acting => extra.StartsWith(acting, StringComparison.Ordinal)))
            .Select(extra => $"{extra} does not belong there"));
        if (problems.Count > 0)
        {
            problems.Sort(StringComparer.Ordinal);
            throw new StorageSchemaException($"The database does not have the schema of its version: {string.Join("; ", problems)}. Restore a backup.");
        }
    }

    private static HashSet<string> Describe(NpgsqlConnection connection)
    {
        HashSet<string> parts = new(StringComparer.Ordinal);
        using NpgsqlCommand command = new(Description, connection);
        using NpgsqlDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            parts.Add(reader.GetString(0));
        }

        return parts;
    }

    private static int ReadVersion(NpgsqlConnection connection)
    {
        using (NpgsqlCommand exists = new("SELECT to_regclass(quote_ident(current_schema()) || '.schema_migration') IS NOT NULL", connection))
        {
            if (exists.ExecuteScalar() is not true)
            {
                return 0;
            }
        }

        using NpgsqlCommand command = new("SELECT coalesce(max(version), 0) FROM schema_migration", connection);
        return Convert.ToInt32(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    private static void Execute(NpgsqlConnection connection, string sql)
    {
        using NpgsqlCommand command = new(sql, connection);
        command.ExecuteNonQuery();
    }
}
