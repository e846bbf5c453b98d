using Npgsql;

namespace HmisGateway.Storage.Postgres;

/// <summary>Sessions that read. A query alone is one round trip and one consistent view; several need a <see cref="PostgresView"/>.</summary>
internal sealed class PostgresReaders(NpgsqlDataSource source)
{
    /// <summary>Executes a query.</summary>
    public async ValueTask<List<T>> ListAsync<T>(PostgresCall call, Func<PostgresRow, T> map, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            await using NpgsqlConnection connection = await source.OpenConnectionAsync(cancellationToken);
            return await ListAsync(connection, call, map, cancellationToken);
        }
        catch (NpgsqlException fault) when (IsSessionLost(fault))
        {
            // The server was started again, or another one was promoted: all sessions that wait here are lost. What only reads is asked once more.
            source.Clear();
            await using NpgsqlConnection connection = await source.OpenConnectionAsync(cancellationToken);
            return await ListAsync(connection, call, map, cancellationToken);
        }
    }

    /// <summary>Executes a query.</summary>
    /// <returns>The first row, or null when there is none.</returns>
    public async ValueTask<T?> FirstAsync<T>(PostgresCall call, Func<PostgresRow, T> map, CancellationToken cancellationToken)
        where T : class => await ListAsync(call, map, cancellationToken) is [T first, ..] ? first : null;

    /// <summary>Takes a session; dispose it.</summary>
    public ValueTask<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken) => source.OpenConnectionAsync(cancellationToken);

    /// <summary>Starts a view; dispose it.</summary>
    public async ValueTask<PostgresView> OpenViewAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return await BeginViewAsync(cancellationToken);
        }
        catch (NpgsqlException fault) when (IsSessionLost(fault))
        {
            source.Clear();
            return await BeginViewAsync(cancellationToken);
        }
    }

    private async ValueTask<PostgresView> BeginViewAsync(CancellationToken cancellationToken)
    {
        NpgsqlConnection connection = await source.OpenConnectionAsync(cancellationToken);
        try
        {
            return new PostgresView(connection, await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellationToken));
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private static bool IsSessionLost(NpgsqlException fault) => fault is PostgresException answered ? answered.InvariantSeverity == "FATAL" : fault.IsTransient;

    /// <summary>Executes a query on an open connection.</summary>
    internal static async ValueTask<List<T>> ListAsync<T>(
        NpgsqlConnection connection, PostgresCall call, Func<PostgresRow, T> map, CancellationToken cancellationToken)
    {
        await using NpgsqlBatch batch = new(connection);
        batch.BatchCommands.Add(call.Command);
        await using NpgsqlDataReader reader = await batch.ExecuteReaderAsync(cancellationToken);
        List<T> rows = [];
        PostgresRow row = new(reader);
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(map(row));
        }

        return rows;
    }
}
