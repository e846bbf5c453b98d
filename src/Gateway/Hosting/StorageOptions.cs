namespace HmisGateway.Hosting;

/// <summary>Section <c>Storage</c>.</summary>
internal sealed class StorageOptions
{
    /// <summary>Which storage.</summary>
    /// <value>The default is <c>Sqlite</c>, the only one in this version.</value>
    public string Provider { get; set; } = "Sqlite";

    /// <summary>Folder of the embedded storage; one process holds it at a time.</summary>
    /// <value>The default is <c>./data</c>.</value>
    public string DataDirectory { get; set; } = "./data";

    /// <summary>How many references of clients the embedded storage keeps in memory, with half as many persons; 0 keeps none.</summary>
    /// <value>The default is 100,000, which takes up to about 60 MB.</value>
    public int CachedReferences { get; set; } = Storage.Sqlite.SqliteStorage.DefaultCachedReferences;

    /// <summary>Connection string of a database server; the embedded storage has none.</summary>
    /// <value>The default is none.</value>
    public string? ConnectionString { get; set; }
}
