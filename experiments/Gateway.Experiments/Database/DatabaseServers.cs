using System.Globalization;
using HmisGateway.Testing;
using Npgsql;

namespace HmisGateway.Experiments.Database;

/// <summary>A real PostgreSQL server, at times with a standby that has every commit before it is acknowledged. Each has one of two places.</summary>
internal sealed class DatabaseServers : IAsyncDisposable
{
    /// <summary>How many servers there can be at a time.</summary>
    public const int Places = 2;

    /// <summary>The database of the gateways.</summary>
    public const string Database = "gateway";

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly PostgresCluster?[] _servers = new PostgresCluster?[Places];
    private int _primary;

    private DatabaseServers(PostgresCluster server) => _servers[0] = server;

    private PostgresCluster Primary => _servers[_primary]!;

    private int Other => Places - 1 - _primary;

    /// <summary>Starts a server with an empty database.</summary>
    /// <param name="environment">Environment variables of the server, each as <c>NAME=value</c>.</param>
    /// <exception cref="ExperimentFailedException">There is no PostgreSQL server on this machine.</exception>
    public static async Task<DatabaseServers> StartAsync(params string[] environment)
    {
        string bin = PostgresPrograms.Folder ?? throw new ExperimentFailedException("There is no PostgreSQL server on this machine: install the package postgresql.");
        DatabaseServers servers = new(await PostgresCluster.StartAsync(bin, environment));
        await ExecuteAsync(servers.Primary, $"CREATE DATABASE {Database} TEMPLATE template0");
        return servers;
    }

    /// <summary>The port of the server at a place, or null when there is none.</summary>
    public int? PortOf(int place) => _servers[place]?.Port;

    /// <summary>Gives the server a standby without which it acknowledges nothing.</summary>
    /// <exception cref="ExperimentFailedException">The standby does not follow.</exception>
    public async Task AddStandbyAsync(CancellationToken cancellationToken)
    {
        // The copy is made first: it must not wait for a standby of its own once it is promoted.
        _servers[Other] = await Primary.StartStandbyAsync();
        await ExecuteAsync(Primary, "ALTER SYSTEM SET synchronous_standby_names = '*'");
        await ExecuteAsync(Primary, "SELECT pg_reload_conf()");
        long began = TimeProvider.System.GetTimestamp();
        while (await ExecuteAsync(Primary, "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'") is not 1L)
        {
            if (TimeProvider.System.GetElapsedTime(began) > Patience)
            {
                throw new ExperimentFailedException("The standby does not follow.");
            }

            await Task.Delay(Poll, TimeProvider.System, cancellationToken);
        }
    }

    /// <summary>The server crashes, and its standby takes its place.</summary>
    public async Task FailOverAsync()
    {
        await Primary.StopAtOnceAsync();
        _primary = Other;
        await ExecuteAsync(Primary, "SELECT pg_promote(true, 60)");
    }

    /// <summary>Removes the server that crashed.</summary>
    public async Task RemoveCrashedAsync()
    {
        if (_servers[Other] is { } crashed)
        {
            _servers[Other] = null;
            await crashed.DisposeAsync();
        }
    }

    /// <summary>Ends the sessions that come from these ports.</summary>
    /// <returns>How many there were.</returns>
    public async Task<long> TerminateAsync(IEnumerable<int> clientPorts)
    {
        string ports = string.Join(',', clientPorts.Select(static port => port.ToString(CultureInfo.InvariantCulture)).DefaultIfEmpty("-2"));
        return (long)(await ExecuteAsync(Primary, $"SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE client_port IN ({ports})"))!;
    }

    /// <summary>The server's wall clock.</summary>
    public async Task<DateTimeOffset> ReadClockAsync() => new((DateTime)(await ExecuteAsync(Primary, "SELECT now()"))!);

    public async ValueTask DisposeAsync()
    {
        foreach (PostgresCluster? server in _servers)
        {
            if (server is not null)
            {
                await server.DisposeAsync();
            }
        }
    }

    private static async Task<object?> ExecuteAsync(PostgresCluster server, string sql)
    {
        await using NpgsqlConnection connection = new(server.ConnectionString("postgres") + ";Pooling=false;Command Timeout=90");
        await connection.OpenAsync();
        await using NpgsqlCommand command = new(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
