using HmisGateway.Faults;
using Microsoft.Data.Sqlite;

namespace HmisGateway.Storage.Sqlite;

/// <summary>The database file of the embedded storage: creates it, brings it up to date, and opens sessions on it.</summary>
internal sealed class SqliteDatabase
{
    /// <summary>Name of the file in the data directory.</summary>
    public const string FileName = "gateway.db";

    // secure_delete overwrites what is deleted; temp_store keeps sorts off the disk; trusted_schema keeps a doctored schema from
    // calling functions; FULL makes each commit durable before it returns. The log is taken in by SqliteCheckpoints.
    private const string WriterSettings = """
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = FULL;
        PRAGMA foreign_keys = ON;
        PRAGMA secure_delete = ON;
        PRAGMA trusted_schema = OFF;
        PRAGMA temp_store = MEMORY;
        PRAGMA cache_size = -16384;
        PRAGMA wal_autocheckpoint = 0;
        PRAGMA journal_size_limit = 67108864;
        """;

    // The file is not mapped, and the cache is small: SQLite unmaps and empties them each time the writer has committed, which costs more
    // than the reads they save.
    private const string ReaderSettings = """
        PRAGMA query_only = ON;
        PRAGMA trusted_schema = OFF;
        PRAGMA temp_store = MEMORY;
        PRAGMA cache_size = -512;
        """;

    private readonly string _path;

    static SqliteDatabase()
    {
        // Each session is used by one thread at a time, so its calls need no lock, and nobody reads SQLite's own memory counters.
        // Both only save time: when SQLite is already running in this process they are refused, and that is fine.
        SQLitePCL.Batteries_V2.Init();
        _ = SQLitePCL.raw.sqlite3_config(SQLitePCL.raw.SQLITE_CONFIG_MULTITHREAD);
        _ = SQLitePCL.raw.sqlite3_config(SQLitePCL.raw.SQLITE_CONFIG_MEMSTATUS, 0);
    }

    private SqliteDatabase(string path) => _path = path;

    /// <summary>Held while the log is taken in: SQLite refuses a second checkpoint at once instead of waiting for the first.</summary>
    public Lock Checkpointing { get; } = new();

    /// <summary>Opens or creates the database in <paramref name="dataDirectory"/> and migrates it.</summary>
    /// <exception cref="StorageSchemaException">It cannot be used by this version.</exception>
    /// <exception cref="SqliteException">It is damaged, or held by somebody else.</exception>
    public static SqliteDatabase Open(string dataDirectory)
    {
        PrivateFiles.CreateFolder(dataDirectory);
        string path = Path.Combine(dataDirectory, FileName);
        if (!File.Exists(path))
        {
            // SQLite gives its log and its index the mode of the database, and takes an empty file for a new database.
            PrivateFiles.Create(path, []);
        }

        SqliteDatabase database = new(path);
        using SqliteSession session = database.OpenWriter();
        SqliteSchema.Migrate(session.Connection);
        return database;
    }

    /// <summary>The session of the writer.</summary>
    public SqliteSession OpenWriter() => Open(SqliteOpenMode.ReadWrite, WriterSettings);

    /// <summary>A session that cannot write.</summary>
    public SqliteSession OpenReader() => Open(SqliteOpenMode.ReadOnly, ReaderSettings);

    private SqliteSession Open(SqliteOpenMode mode, string settings)
    {
        SqliteConnectionStringBuilder builder = new() { DataSource = _path, Mode = mode, Pooling = false, DefaultTimeout = 5 };
#pragma warning disable CA2000 // The session owns it.
        SqliteConnection connection = new(builder.ToString());
#pragma warning restore CA2000
        try
        {
            FaultPoint.Pass(FaultOperation.DatabaseOpen);
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = settings;
            command.ExecuteNonQuery();
            SQLitePCL.raw.sqlite3_busy_timeout(connection.Handle, 5_000);
            return new SqliteSession(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
