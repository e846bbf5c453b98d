using HmisGateway.Offline;
using Microsoft.Data.Sqlite;

namespace HmisGateway.Storage.Sqlite;

/// <summary>The write-ahead log.</summary>
internal sealed class SqliteLog(SqliteDatabase database) : IStorageLog
{
    private const int Attempts = 5;

    public ValueTask<bool> TryEmptyAsync(CancellationToken cancellationToken)
    {
        lock (database.Checkpointing)
        {
            return new(TryEmpty(cancellationToken));
        }
    }

    private bool TryEmpty(CancellationToken cancellationToken)
    {
        using SqliteSession session = database.OpenWriter();
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using SqliteCommand command = session.Connection.CreateCommand();
            command.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
            try
            {
                using SqliteDataReader reader = command.ExecuteReader();
                if (reader.Read() && reader.GetInt64(0) == 0)
                {
                    return true;
                }
            }
            catch (SqliteException exception) when (exception.SqliteErrorCode is SQLitePCL.raw.SQLITE_BUSY or SQLitePCL.raw.SQLITE_LOCKED)
            {
                // A reader or the writer is at it; each attempt waits for them.
            }
        }

        return false;
    }
}
