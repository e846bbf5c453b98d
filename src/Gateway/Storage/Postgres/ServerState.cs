using Npgsql;

namespace HmisGateway.Storage.Postgres;

/// <summary>What a session says of its server.</summary>
internal sealed record ServerState
{
    /// <summary>Asks for it.</summary>
    public const string Query = """
        SELECT pg_is_in_recovery(), current_setting('transaction_read_only'), current_setting('server_version_num')::integer,
               current_setting('fsync'), current_setting('full_page_writes'), current_setting('synchronous_commit'), current_setting('server_encoding')
        """;

    private const string On = "on";

    /// <summary>True for a server that follows another one.</summary>
    public required bool IsStandby { get; init; }

    /// <summary>True when the session may not write.</summary>
    public required bool IsReadOnly { get; init; }

    /// <summary>The version as the server numbers it: 150004 is 15.4.</summary>
    public required int Version { get; init; }

    /// <summary>True when the server writes what it acknowledges through to the disk.</summary>
    public required bool IsSynced { get; init; }

    /// <summary>True when a commit of this session is told after it is durable only.</summary>
    public required bool CommitsAreDurable { get; init; }

    /// <summary>True when texts are kept in UTF-8.</summary>
    public required bool IsUtf8 { get; init; }

    /// <summary>Reads the answer to <see cref="Query"/>.</summary>
    public static ServerState Of(NpgsqlDataReader reader) => new()
    {
        IsStandby = reader.GetBoolean(0),
        IsReadOnly = reader.GetString(1) == On,
        Version = reader.GetInt32(2),
        IsSynced = reader.GetString(3) == On && reader.GetString(4) == On,
        CommitsAreDurable = reader.GetString(5) is On or "remote_apply",
        IsUtf8 = reader.GetString(6) == "UTF8",
    };
}
