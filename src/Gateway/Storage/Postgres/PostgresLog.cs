using HmisGateway.Offline;

namespace HmisGateway.Storage.Postgres;

/// <summary>
/// The write-ahead log of the server, which is not the gateway's to empty: it may be archived and sent to standbys, and the server
/// overwrites what was deleted when it cleans up. What was erased leaves it with the server's own backups.
/// </summary>
internal sealed class PostgresLog : IStorageLog
{
    public ValueTask<bool> TryEmptyAsync(CancellationToken cancellationToken) => new(false);
}
