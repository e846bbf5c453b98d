using HmisGateway.Storage.Postgres;

namespace HmisGateway.Hosting;

/// <summary>The provider of the storage and the connection string of the database server.</summary>
internal static class PostgresConnection
{
    private const int MaxBytes = 64 * 1024;
    private const string ConnectionString = "Storage:ConnectionString";
    private const string ConnectionStringFile = "Storage:ConnectionStringFile";

    /// <summary>What is wrong with them, without anything of the connection string; null when nothing is.</summary>
    public static ConfigurationProblem? Problem(StorageOptions storage)
    {
        if (storage.IsPostgres)
        {
            return Read(storage, out _);
        }

        if (!string.Equals(storage.Provider, StorageOptions.Sqlite, StringComparison.OrdinalIgnoreCase))
        {
            return new("Storage:Provider", $"'{storage.Provider}' is not a storage of this version.", "Use Sqlite or Postgres.");
        }

        string? key = !string.IsNullOrEmpty(storage.ConnectionString) ? ConnectionString
            : storage.ConnectionStringFile is not null ? ConnectionStringFile : null;
        return key is null
            ? null
            : new(key, "the embedded storage has none.", "Remove it, and set Storage:DataDirectory to a folder; or set Storage:Provider to Postgres.");
    }

    /// <summary>Reads how the server is reached.</summary>
    /// <exception cref="IOException">The file with the connection string cannot be read any more, or holds none.</exception>
    public static PostgresSettings Settings(StorageOptions storage) => Read(storage, out PostgresSettings? settings) is { } problem
        ? throw new IOException(problem.ToString())
        : settings!;

    private static ConfigurationProblem? Read(StorageOptions storage, out PostgresSettings? settings)
    {
        settings = null;
        string? text = storage.ConnectionString;
        string key = ConnectionString;
        if (storage.ConnectionStringFile is { } file)
        {
            if (!string.IsNullOrEmpty(text))
            {
                return new(key, "it is set beside Storage:ConnectionStringFile.", "Remove one of the two.");
            }

            key = ConnectionStringFile;
            if (TryRead(file, out text) is { } unreadable)
            {
                return new(key, unreadable, "Name a file that the gateway can read, with the connection string on one line.");
            }
        }

        if (string.IsNullOrWhiteSpace(text))
        {
            return new(key, "there is none.", "Set Host=…;Database=…;Username=…;Password=…, best through the environment or a file.");
        }

        settings = PostgresSettings.TryParse(text);
        return settings is not null
            ? null
            : new(key, "it is not a connection string of PostgreSQL.",
                "Write Host=…;Database=…;Username=…;Password=…, and put a password with ; or = or a blank in it in quotation marks.");
    }

    private static string? TryRead(string path, out string? text)
    {
        text = null;
        try
        {
            if (new FileInfo(path).Length > MaxBytes)
            {
                return $"the file {path} has more than {MaxBytes} bytes.";
            }

            text = File.ReadAllText(path).Trim();
            return null;
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return $"the file {path} does not exist.";
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return $"the file {path} cannot be read.";
        }
    }
}
