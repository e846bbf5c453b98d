using HmisGateway.Testing;

namespace HmisGateway.EndToEndTests.Harness;

/// <summary>A gateway process on a PostgreSQL server, started when it is first asked for: without a server the tests are skipped.</summary>
public sealed class PostgresGateway(PostgresServer server) : IAsyncLifetime
{
    /// <summary>The server refuses no password here; it stands in the connection string so that a test can look for it.</summary>
    public const string Password = "hunter2";

    private ServingGateway? _gateway;
    private string _database = "";

    /// <summary>The name of its database.</summary>
    public string Database => new Npgsql.NpgsqlConnectionStringBuilder(_database).Database!;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_gateway is not null)
        {
            await _gateway.DisposeAsync();
            await server.DropDatabaseAsync(_database);
        }
    }

    /// <summary>The running gateway.</summary>
    public async Task<ServingGateway> StartAsync()
    {
        if (_gateway is null)
        {
            _database = await server.CreateDatabaseAsync();
            ServingGateway gateway = new();
            gateway.Settings["Storage__Provider"] = "Postgres";
            gateway.Settings["Storage__ConnectionString"] = $"{_database};Password={Password}";
            _gateway = gateway;
            await gateway.InitializeAsync();
        }

        return _gateway;
    }

    /// <summary>Executes a statement on the server, as somebody else.</summary>
    public Task<object?> ExecuteAsync(string sql) => server.ExecuteAsync(sql);
}
