using Npgsql;

[assembly: AssemblyFixture(typeof(HmisGateway.Testing.PostgresServer))]

namespace HmisGateway.Testing;

/// <summary>The PostgreSQL server of a test run, started when it is first asked for and stopped at the end of the run.</summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private readonly Lock _gate = new();
    private Task<PostgresCluster>? _cluster;
    private int _databases;

    /// <summary>A server that nobody asks for is never started.</summary>
    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
        {
            await (await _cluster).DisposeAsync();
        }
    }

    /// <summary>The running server; skips the test, with CI=true fails it, where there is none.</summary>
    internal Task<PostgresCluster> StartAsync()
    {
        string bin = FindPrograms();
        lock (_gate)
        {
            return _cluster ??= PostgresCluster.StartAsync(bin);
        }
    }

    /// <summary>A server beside it for one test, which may stop it; skips as <see cref="StartAsync"/> does. Dispose it.</summary>
    internal static Task<PostgresCluster> StartOwnAsync() => PostgresCluster.StartAsync(FindPrograms());

    /// <summary>Makes a database.</summary>
    /// <returns>How the gateway reaches it.</returns>
    internal async Task<string> CreateDatabaseAsync(string template = "template0")
    {
        PostgresCluster cluster = await StartAsync();
        string name = $"gateway_{Interlocked.Increment(ref _databases)}";
        await ExecuteAsync($"CREATE DATABASE {name} TEMPLATE {template}");
        return cluster.ConnectionString(name);
    }

    /// <summary>Removes a database, with whoever is still connected.</summary>
    internal Task DropDatabaseAsync(string connectionString) =>
        ExecuteAsync($"DROP DATABASE IF EXISTS {NameOf(connectionString)} WITH (FORCE)");

    /// <summary>Copies a database to which nobody is connected.</summary>
    /// <returns>The name of the copy.</returns>
    internal async Task<string> CopyDatabaseAsync(string connectionString) => NameOf(await CreateDatabaseAsync(NameOf(connectionString)));

    /// <summary>Puts a copy in the place of a database, with whoever is still connected to that.</summary>
    internal async Task RestoreDatabaseAsync(string connectionString, string copy)
    {
        await DropDatabaseAsync(connectionString);
        await ExecuteAsync($"ALTER DATABASE {copy} RENAME TO {NameOf(connectionString)}");
    }

    /// <summary>Waits until a query answers a number, or a greater one where it is not 0.</summary>
    internal async Task UntilAsync(string connectionString, string query, long wanted)
    {
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(20));
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(30));
        while (true)
        {
            long seen = Convert.ToInt64(await ExecuteAsync(query, connectionString), System.Globalization.CultureInfo.InvariantCulture);
            if (wanted == 0 ? seen == 0 : seen >= wanted)
            {
                return;
            }

            await timer.WaitForNextTickAsync(patience.Token);
        }
    }

    /// <summary>Executes a statement as the superuser.</summary>
    internal async Task<object?> ExecuteAsync(string sql, string? connectionString = null)
    {
        PostgresCluster cluster = await StartAsync();
        await using NpgsqlConnection connection = new((connectionString ?? cluster.ConnectionString("postgres")) + ";Pooling=false");
        await connection.OpenAsync();
        await using NpgsqlCommand command = new(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    /// <summary>Where the programs of the server are; skips the test, with CI=true fails it, where there are none.</summary>
    internal static string FindPrograms()
    {
        if (PostgresPrograms.Folder is { } bin)
        {
            return bin;
        }

        const string Reason = "There is no PostgreSQL server on this machine: install the package postgresql.";
        Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") == "true", Reason);
        throw new InvalidOperationException(Reason);
    }

    private static string NameOf(string connectionString) => new NpgsqlConnectionStringBuilder(connectionString).Database!;
}
