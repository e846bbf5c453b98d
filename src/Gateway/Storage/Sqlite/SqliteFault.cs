using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace HmisGateway.Storage.Sqlite;

/// <summary>What a person reads when the database cannot be used at start: where, what, and what to do.</summary>
internal static class SqliteFault
{
    /// <summary>One line for a fault of SQLite.</summary>
    /// <param name="fault">The fault.</param>
    /// <param name="path">The database file.</param>
    public static string Explain(SqliteException fault, string path) => $"{path}: " + fault.SqliteErrorCode switch
    {
        raw.SQLITE_FULL => "the disk is full. Free space on it, and start again. Nothing was changed.",
        raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB =>
            $"the database is damaged (SQLite {fault.SqliteExtendedErrorCode}). Keep the file, and restore a backup in its place.",
        raw.SQLITE_IOERR => $"the disk reports an error (SQLite {fault.SqliteExtendedErrorCode}). Check the disk, and restore a backup if the file cannot be read.",
        raw.SQLITE_READONLY or raw.SQLITE_PERM or raw.SQLITE_CANTOPEN =>
            $"the file or its folder cannot be opened for writing (SQLite {fault.SqliteExtendedErrorCode}). Run as the user that owns it, on a disk that is mounted for writing.",
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => "another process uses the database. End it, and start again.",
        _ => $"the database cannot be used (SQLite {fault.SqliteExtendedErrorCode}).",
    };
}
