namespace HmisGateway.Hosting;

/// <summary>Section <c>Storage</c>.</summary>
internal sealed class StorageOptions
{
    /// <summary>The embedded storage: one file in <see cref="DataDirectory"/>.</summary>
    public const string Sqlite = "Sqlite";

    /// <summary>A database on a PostgreSQL server.</summary>
    public const string Postgres = "Postgres";

    /// <summary>Which storage.</summary>
    /// <value>The default is <c>Sqlite</c>; the other one is <c>Postgres</c>.</value>
    public string Provider { get; set; } = Sqlite;

    /// <summary>Folder of the embedded storage, and of the temporary files and the keys of every storage; one process holds it at a time.</summary>
    /// <value>The default is <c>./data</c>.</value>
    public string DataDirectory { get; set; } = "./data";

    /// <summary>How many references of clients are kept in memory, with half as many persons; 0 keeps none.</summary>
    /// <value>The default is 100,000, which takes up to about 60 MB.</value>
    public int CachedReferences { get; set; } = Storage.Sqlite.SqliteStorage.DefaultCachedReferences;

    /// <summary>Connection string of the PostgreSQL server, as Npgsql takes it; the embedded storage has none. A secret.</summary>
    /// <value>The default is none.</value>
    public string? ConnectionString { get; set; }

    /// <summary>File that holds the connection string, in its place.</summary>
    /// <value>The default is none.</value>
    public string? ConnectionStringFile { get; set; }

    /// <summary>True when a PostgreSQL server keeps the data.</summary>
    internal bool IsPostgres => string.Equals(Provider, Postgres, StringComparison.OrdinalIgnoreCase);
}
