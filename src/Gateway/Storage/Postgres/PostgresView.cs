using Npgsql;

namespace HmisGateway.Storage.Postgres;

/// <summary>A read transaction: its queries see one moment of the database.</summary>
internal sealed class PostgresView(NpgsqlConnection connection, NpgsqlTransaction transaction) : IAsyncDisposable
{
    /// <summary>Executes a query.</summary>
    public ValueTask<List<T>> ListAsync<T>(PostgresCall call, Func<PostgresRow, T> map, CancellationToken cancellationToken) =>
        PostgresReaders.ListAsync(connection, call, map, cancellationToken);

    /// <summary>Executes a query.</summary>
    /// <returns>The first row, or null when there is none.</returns>
    public async ValueTask<T?> FirstAsync<T>(PostgresCall call, Func<PostgresRow, T> map, CancellationToken cancellationToken)
        where T : class => await ListAsync(call, map, cancellationToken) is [T first, ..] ? first : null;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await connection.DisposeAsync();
    }
}
