using System.Globalization;
using HmisGateway.Testing;
using Npgsql;

namespace HmisGateway.Bench.Processes;

/// <summary>A PostgreSQL server of this measurement, in a folder under <c>TMPDIR</c>; stopped and removed when disposed.</summary>
internal sealed class DatabaseServer : IAsyncDisposable
{
    private readonly PostgresCluster cluster;

    private DatabaseServer(PostgresCluster cluster) => this.cluster = cluster;

    /// <summary>Starts it.</summary>
    /// <exception cref="BenchFailedException">There is none on this machine.</exception>
    public static async Task<DatabaseServer> StartAsync() => new(await PostgresCluster.StartAsync(
        PostgresPrograms.Folder ?? throw new BenchFailedException("There is no PostgreSQL server on this machine: install the package postgresql.")));

    /// <summary>Creates a database.</summary>
    /// <returns>The settings with which a gateway uses it.</returns>
    public async Task<IReadOnlyDictionary<string, string>> CreateAsync(string name)
    {
        _ = await QueryAsync($"CREATE DATABASE {name} TEMPLATE template0");
        return new Dictionary<string, string>
        {
            ["Storage__Provider"] = "Postgres",
            ["Storage__ConnectionString"] = cluster.ConnectionString(name),
        };
    }

    /// <summary>How many sessions clients may have.</summary>
    public Task<long> ReadSessionLimitAsync() => QueryAsync(
        "SELECT current_setting('max_connections')::bigint - current_setting('superuser_reserved_connections')::bigint");

    /// <summary>How many sessions there are on a database.</summary>
    public Task<long> ReadSessionsAsync(string name) => QueryAsync($"SELECT count(*) FROM pg_stat_activity WHERE datname = '{name}'");

    /// <summary>How many deadlocks the server has found in a database.</summary>
    public Task<long> ReadDeadlocksAsync(string name) => QueryAsync($"SELECT deadlocks FROM pg_stat_database WHERE datname = '{name}'");

    /// <summary>The size of all databases in bytes.</summary>
    public Task<long> ReadBytesAsync() => QueryAsync("SELECT sum(pg_database_size(oid))::bigint FROM pg_database");

    public ValueTask DisposeAsync() => cluster.DisposeAsync();

    private async Task<long> QueryAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(cluster.ConnectionString("postgres"));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return Convert.ToInt64(await command.ExecuteScalarAsync() ?? 0L, CultureInfo.InvariantCulture);
    }
}
