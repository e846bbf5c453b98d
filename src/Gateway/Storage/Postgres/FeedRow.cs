using HmisGateway.Storage.Registry;

namespace HmisGateway.Storage.Postgres;

/// <summary>A row of the feed.</summary>
/// <param name="Version">Its number.</param>
/// <param name="Id">A random number.</param>
/// <param name="Change">What the commit has changed.</param>
internal sealed record FeedRow(long Version, Guid Id, SharedChange Change)
{
    /// <summary>Asks for the rows from a number on, oldest first.</summary>
    public static readonly PostgresSql Find = new("SELECT version, id, content FROM change WHERE version >= $1 ORDER BY version");

    /// <summary>Asks for the newest row.</summary>
    public static readonly PostgresSql FindLast = new("SELECT version, id, content FROM change ORDER BY version DESC LIMIT 1");

    /// <summary>Before the first row.</summary>
    public static FeedRow None { get; } = new(0, Guid.Empty, new SharedChange(new RegistryChanges(), [], AreAgencies: false));

    /// <summary>Reads a row of the answer.</summary>
    public static FeedRow Read(PostgresRow row) => new(row.Int64(0), row.Guid(1), SharedChange.Read(row.Blob(2)));
}
