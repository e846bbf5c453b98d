using System.Data.Common;
using Npgsql;

namespace HmisGateway.Storage.Postgres;

/// <summary>How the database server is reached: the operator's connection string, with the gateway's own defaults and what it insists on.</summary>
internal sealed class PostgresSettings
{
    private const int ConnectSeconds = 5;
    private const int CommandSeconds = 15;
    private const int KeepAliveSeconds = 10;
    private const int MaxPoolSize = 20;
    private const int PreparedStatements = 256;

    private readonly NpgsqlConnectionStringBuilder _readers;

    private PostgresSettings(NpgsqlConnectionStringBuilder readers) => _readers = readers;

    /// <summary>The connection string of the sessions that read. Holds the password.</summary>
    public string Readers => _readers.ConnectionString;

    /// <summary>The connection string of the writer's session. Holds the password.</summary>
    public string Writer => new NpgsqlConnectionStringBuilder(Readers)
    {
        Pooling = false,
        TargetSessionAttributes = HasSeveralHosts ? "primary" : null,
    }.ConnectionString;

    /// <summary>True when several servers are named, of which the primary one is used.</summary>
    public bool HasSeveralHosts => _readers.Host!.Contains(',', StringComparison.Ordinal);

    /// <summary>Where the database is, for messages; never the password.</summary>
    public string Place => $"database '{_readers.Database ?? _readers.Username}' on {Server} as '{_readers.Username}'";

    private string Server => HasSeveralHosts ? _readers.Host! : $"{_readers.Host}:{_readers.Port}";

    /// <summary>Reads a connection string.</summary>
    /// <param name="connectionString">As Npgsql takes it: <c>Host=…;Database=…;Username=…;Password=…</c>.</param>
    /// <returns>Null when it is none. Why is not said: an error text could quote a piece of the password.</returns>
    public static PostgresSettings? TryParse(string connectionString)
    {
        try
        {
            NpgsqlConnectionStringBuilder builder = new(connectionString);
            return string.IsNullOrWhiteSpace(builder.Host) ? null : new PostgresSettings(Complete(builder, Keys(connectionString)));
        }
        catch (Exception fault) when (fault is ArgumentException or FormatException or InvalidCastException or OverflowException)
        {
            return null;
        }
    }

    /// <summary>The names that the operator has set, without spaces.</summary>
    private static HashSet<string> Keys(string connectionString)
    {
        DbConnectionStringBuilder written = new() { ConnectionString = connectionString };
        return written.Keys.Cast<string>().Select(static key => key.Replace(" ", "", StringComparison.Ordinal)).ToHashSet(StringComparer.OrdinalIgnoreCase);
    }

    private static NpgsqlConnectionStringBuilder Complete(NpgsqlConnectionStringBuilder builder, HashSet<string> keys)
    {
        if (!keys.Contains("timeout"))
        {
            builder.Timeout = ConnectSeconds;
        }

        if (!keys.Contains("commandtimeout"))
        {
            builder.CommandTimeout = CommandSeconds;
        }

        if (!keys.Contains("keepalive"))
        {
            builder.KeepAlive = KeepAliveSeconds;
        }

        if (!keys.Contains("maximumpoolsize") && !keys.Contains("maxpoolsize"))
        {
            builder.MaxPoolSize = MaxPoolSize;
        }

        // A server that ended sessions, or was promoted, is tried at once and not ten seconds later.
        if (!keys.Contains("hostrecheckseconds"))
        {
            builder.HostRecheckSeconds = 0;
        }

        if (!keys.Contains("applicationname"))
        {
            builder.ApplicationName = "hmis-gateway";
        }

        // A session keeps its settings and its prepared statements; an error names its statement, and never quotes rows; nothing is shared
        // between sessions.
        builder.MaxAutoPrepare = PreparedStatements;
        builder.AutoPrepareMinUsages = 2;
        builder.NoResetOnClose = true;
        builder.IncludeErrorDetail = false;
        builder.IncludeFailedBatchedCommand = true;
        builder.PersistSecurityInfo = false;
        builder.Multiplexing = false;
        builder.Enlist = false;
        builder.Pooling = true;

        // Of several servers it is always the primary one.
        builder.TargetSessionAttributes = null;
        return builder;
    }
}
