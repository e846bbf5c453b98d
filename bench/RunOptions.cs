namespace HmisGateway.Bench;

/// <summary>What one measurement does.</summary>
internal sealed record RunOptions
{
    /// <summary>The gateway's program file, a <c>.dll</c>.</summary>
    public required FileInfo Gateway { get; init; }

    /// <summary>Keep-alive connections, each with one request at a time.</summary>
    public required int Connections { get; init; }

    /// <summary>Rounds; in each, every proxy has its turn.</summary>
    public required int Rounds { get; init; }

    /// <summary>How long a turn lasts.</summary>
    public required TimeSpan Turn { get; init; }

    /// <summary>How long each proxy is driven before the first round.</summary>
    public required TimeSpan WarmUp { get; init; }

    /// <summary>How many requests each proxy answers at least before the first round: code is compiled by use, not by time.</summary>
    public required int WarmUpRequests { get; init; }

    /// <summary>True when the gateway keeps its data on a PostgreSQL server that the measurement starts; otherwise the storage is embedded.</summary>
    public required bool OnPostgres { get; init; }

    /// <summary>Writers of the cell with several replicas, each with a connection of its own.</summary>
    public required int Writers { get; init; }

    /// <summary>Which cells are measured.</summary>
    public required IReadOnlyList<string> Cells { get; init; }

    /// <summary>Clients that the writes are about; connections take them in turn.</summary>
    public required int Clients { get; init; }

    /// <summary>Which ids the upstream answers with.</summary>
    public required AnswerIds AnswerIds { get; init; }

    /// <summary>Where the made-up clients come from.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Folder in which the gateway's data folder is made; on a real disk, or durability costs nothing.</summary>
    public required DirectoryInfo DataRoot { get; init; }

    /// <summary>Prints one JSON document instead of tables.</summary>
    public required bool Json { get; init; }

    /// <summary>Compares the bare proxy with a second bare proxy: how much the machine alone makes them differ.</summary>
    public required bool Noise { get; init; }

    /// <summary>Where <c>perf</c> writes a CPU profile of the gateway, or null for none.</summary>
    public required DirectoryInfo? Profile { get; init; }
}
