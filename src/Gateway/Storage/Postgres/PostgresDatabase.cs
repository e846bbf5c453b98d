using HmisGateway.Faults;
using Npgsql;

namespace HmisGateway.Storage.Postgres;

/// <summary>A database on a PostgreSQL server: opens sessions on it and checks each of them before it is used.</summary>
internal sealed class PostgresDatabase : IAsyncDisposable
{
    /// <summary>The oldest version that has what the gateway asks for, as the server numbers it.</summary>
    private const int OldestServer = 140000;

    // The server notices within seconds that the machine of a session is gone, or its process stands still, so that its locks do not hold everybody up.
    private const string SessionSettings = """
        SET row_security = off;
        SET default_transaction_isolation = 'read committed';
        SET idle_in_transaction_session_timeout = 5000;
        SET tcp_keepalives_idle = 5;
        SET tcp_keepalives_interval = 2;
        SET tcp_keepalives_count = 3;
        SET tcp_user_timeout = 11000;
        SELECT set_config('synchronous_commit', CASE current_setting('synchronous_commit') WHEN 'remote_apply' THEN 'remote_apply' ELSE 'on' END, false)
        """;

    private readonly PostgresSettings _settings;
    private readonly NpgsqlDataSource _source;

    /// <summary>Prepares access to a database; nothing is opened yet.</summary>
    public PostgresDatabase(PostgresSettings settings)
    {
        _settings = settings;
        NpgsqlDataSourceBuilder builder = new(settings.Readers);
        builder.UsePhysicalConnectionInitializer(Check, CheckAsync);
        if (settings.HasSeveralHosts)
        {
            NpgsqlMultiHostDataSource hosts = builder.BuildMultiHost();
            _source = hosts;
            Readers = hosts.WithTargetSession(TargetSessionAttributes.Primary);
        }
        else
        {
            _source = Readers = builder.Build();
        }
    }

    /// <summary>Sessions that read; each was checked when it was opened.</summary>
    public NpgsqlDataSource Readers { get; }

    /// <summary>Brings the database up to date.</summary>
    /// <exception cref="StorageSchemaException">The database cannot be used by this version.</exception>
    /// <exception cref="PostgresRefusedException">The server does not keep what the gateway needs.</exception>
    /// <exception cref="NpgsqlException">The server cannot be reached, or fails.</exception>
    public async ValueTask MigrateAsync(CancellationToken cancellationToken)
    {
        FaultPoint.Pass(FaultOperation.DatabaseOpen);
        await using NpgsqlConnection connection = new(_settings.Writer);
        await connection.OpenAsync(cancellationToken);
        await CheckAsync(connection);
        PostgresSchema.Migrate(connection);
    }

    /// <summary>Opens the writer's session.</summary>
    /// <exception cref="PostgresRefusedException">The server does not keep what the gateway needs.</exception>
    /// <exception cref="NpgsqlException">The server cannot be reached, or fails.</exception>
    public PostgresSession OpenWriter()
    {
        FaultPoint.Pass(FaultOperation.DatabaseOpen);
        NpgsqlConnection connection = new(_settings.Writer);
        try
        {
            connection.Open();
            Check(connection);

            // What older sessions may have seen of another server is not read any more.
            _source.Clear();
            return new PostgresSession(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Opens a session for permits.</summary>
    /// <exception cref="PostgresRefusedException">The server does not keep what the gateway needs.</exception>
    /// <exception cref="NpgsqlException">The server cannot be reached, or fails.</exception>
    public async ValueTask<NpgsqlConnection> OpenPermitsAsync(CancellationToken cancellationToken)
    {
        FaultPoint.Pass(FaultOperation.DatabaseOpen);
        NpgsqlConnection connection = new(_settings.Writer);
        try
        {
            await connection.OpenAsync(cancellationToken);
            await CheckAsync(connection);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private static void Check(NpgsqlConnection connection)
    {
        Execute(connection, SessionSettings);
        using NpgsqlCommand command = new(ServerState.Query, connection);
        using NpgsqlDataReader reader = command.ExecuteReader();
        reader.Read();
        Refuse(ServerState.Of(reader));
    }

    private static async Task CheckAsync(NpgsqlConnection connection)
    {
        await using (NpgsqlCommand settings = new(SessionSettings, connection))
        {
            await settings.ExecuteNonQueryAsync(CancellationToken.None);
        }

        await using NpgsqlCommand command = new(ServerState.Query, connection);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(CancellationToken.None);
        await reader.ReadAsync(CancellationToken.None);
        Refuse(ServerState.Of(reader));
    }

    private static void Refuse(ServerState state)
    {
        string? problem = state switch
        {
            { IsStandby: true } => "it is a standby, which can only be read. Name the primary server, or promote this one.",
            { IsReadOnly: true } => "its transactions are read-only (default_transaction_read_only). Set it to off for this database and role.",
            { Version: < OldestServer } => $"its version is {state.Version / 10000}, and the gateway needs PostgreSQL {OldestServer / 10000} or later.",
            { IsSynced: false } => "fsync or full_page_writes is off, so that a crash of the server loses what was acknowledged. Set both to on in postgresql.conf.",
            { CommitsAreDurable: false } => "synchronous_commit cannot be set to on, so that a commit would be told before it is durable.",
            { IsUtf8: false } => "its encoding is not UTF8. Create the database with ENCODING 'UTF8' and TEMPLATE template0.",
            _ => null,
        };
        if (problem is not null)
        {
            throw new PostgresRefusedException(problem);
        }
    }

    private static void Execute(NpgsqlConnection connection, string sql)
    {
        using NpgsqlCommand command = new(sql, connection);
        command.ExecuteNonQuery();
    }
}
