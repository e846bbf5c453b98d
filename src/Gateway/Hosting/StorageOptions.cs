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

    /// <summary>Connection string of a database server; the embedded storage has none.</summary>
    /// <value>The default is none.</value>
    public string? ConnectionString { get; set; }
}
