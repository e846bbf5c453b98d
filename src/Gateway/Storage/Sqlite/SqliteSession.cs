using System.Text;
using HmisGateway.Faults;
using HmisGateway.Storage.Registry;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace HmisGateway.Storage.Sqlite;

/// <summary>One connection with its prepared statements. Used by one thread at a time.</summary>
internal sealed class SqliteSession(SqliteConnection connection) : IDisposable
{
    private const int MaxRepeatedLength = 64;
    private const int MaxRepeatedCount = 10_000;

    private static readonly SqlText s_begin = new("BEGIN");
    private static readonly SqlText s_beginWrite = new("BEGIN IMMEDIATE");
    private static readonly SqlText s_commit = new("COMMIT");
    private static readonly SqlText s_rollback = new("ROLLBACK");

    private readonly Dictionary<string, string> _repeated = new(StringComparer.Ordinal);
    private sqlite3_stmt?[] _statements = new sqlite3_stmt?[128];

    /// <summary>The native connection.</summary>
    public sqlite3 Handle { get; } = connection.Handle ?? throw new InvalidOperationException("The connection is not open.");

    /// <summary>The connection, for statements that are not repeated.</summary>
    public SqliteConnection Connection => connection;

    /// <summary>What the open transaction has changed of the registry.</summary>
    public RegistryChanges Changes { get; } = new();

    /// <summary>True between begin and commit or rollback.</summary>
    public bool IsInTransaction => raw.sqlite3_get_autocommit(Handle) == 0;

    /// <summary>The row id of the last insert.</summary>
    public long LastRowId => raw.sqlite3_last_insert_rowid(Handle);

    /// <summary>A use of <paramref name="sql"/>, prepared when it is the first.</summary>
    public SqliteCall Call(SqlText sql)
    {
        if (sql.Number >= _statements.Length)
        {
            Array.Resize(ref _statements, Math.Max(sql.Number + 1, _statements.Length * 2));
        }

        if (sql.ChangesAnything)
        {
            Changes.Everything();
        }

        return new SqliteCall(this, _statements[sql.Number] ??= Prepare(sql.Text));
    }

    /// <summary>Starts a read transaction: everything until <see cref="Commit"/> is one consistent view.</summary>
    public void Begin()
    {
        FaultPoint.Pass(FaultOperation.DatabaseBegin);
        Call(s_begin).Execute();
    }

    /// <summary>Starts a write transaction.</summary>
    public void BeginWrite()
    {
        FaultPoint.Pass(FaultOperation.DatabaseBegin);
        Call(s_beginWrite).Execute();
    }

    /// <summary>Commits; a write is on the disk when this returns.</summary>
    public void Commit()
    {
        FaultPoint.Pass(FaultOperation.DatabaseCommit);
        Call(s_commit).Execute();
        FaultPoint.Pass(FaultOperation.DatabaseCommitted);
    }

    /// <summary>Copies from the log into the database what no reader still needs in the log. Waits for nobody.</summary>
    /// <exception cref="SqliteException">The disk fails.</exception>
    public void Checkpoint()
    {
        FaultPoint.Pass(FaultOperation.DatabaseCheckpoint);
        int result = raw.sqlite3_wal_checkpoint_v2(Handle, null, raw.SQLITE_CHECKPOINT_PASSIVE, out _, out _);
        if (result is not (raw.SQLITE_BUSY or raw.SQLITE_LOCKED))
        {
            SqliteException.ThrowExceptionForRC(result, Handle);
        }
    }

    /// <summary>How many pages this session has written since it was last asked.</summary>
    public int TakePagesWritten()
    {
        const int CacheWrite = 9;
        return raw.sqlite3_db_status(Handle, CacheWrite, out int pages, out _, 1) == raw.SQLITE_OK ? pages : 0;
    }

    /// <summary>Takes everything since the begin back; does nothing outside a transaction.</summary>
    public void Rollback()
    {
        if (IsInTransaction)
        {
            Call(s_rollback).Execute();
        }
    }

    /// <summary>A string with these UTF-8 bytes, the same object for the same bytes.</summary>
    public string Repeated(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > MaxRepeatedLength)
        {
            return Encoding.UTF8.GetString(utf8);
        }

        Span<char> buffer = stackalloc char[MaxRepeatedLength];
        ReadOnlySpan<char> text = buffer[..Encoding.UTF8.GetChars(utf8, buffer)];
        Dictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> known = _repeated.GetAlternateLookup<ReadOnlySpan<char>>();
        if (!known.TryGetValue(text, out string? value))
        {
            value = text.ToString();
            if (_repeated.Count < MaxRepeatedCount)
            {
                _repeated.Add(value, value);
            }
        }

        return value;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (sqlite3_stmt? statement in _statements)
        {
            statement?.Dispose();
        }

        Array.Clear(_statements);
        connection.Dispose();
    }

    private sqlite3_stmt Prepare(string sql)
    {
        FaultPoint.Pass(FaultOperation.DatabasePrepare);
        int result = raw.sqlite3_prepare_v3(Handle, sql, raw.SQLITE_PREPARE_PERSISTENT, out sqlite3_stmt statement);
        SqliteException.ThrowExceptionForRC(result, Handle);
        return statement;
    }
}
