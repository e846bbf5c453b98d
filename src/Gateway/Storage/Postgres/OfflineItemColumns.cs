using HmisGateway.Offline;

namespace HmisGateway.Storage.Postgres;

/// <summary>The columns of an offline item as every query selects them.</summary>
internal static class OfflineItemColumns
{
    /// <summary>The select list, without the content; the table's alias is <c>i</c>.</summary>
    public const string List = """
        i.receipt, i.agency_id, i.received_at, i.code, i.locked_attempt, i.record_kinds, i.status, i.attempts, i.bytes, i.clients,
        i.wrapped_key, i.sealed_details, i.parent, i.pieces
        """;

    /// <summary>How many columns <see cref="List"/> has.</summary>
    public const int Count = 14;

    /// <summary>The item in the current row, without its content.</summary>
    public static OfflineItem Read(PostgresRow row) => Read(row, sealedContent: []);

    /// <summary>The item in the current row.</summary>
    public static OfflineItem Read(PostgresRow row, byte[] sealedContent) => new()
    {
        Receipt = row.Guid(0),
        AgencyId = row.Text(1),
        ReceivedAt = row.Time(2),
        Code = row.Text(3),
        LockedAttempt = row.Boolean(4),
        RecordKinds = Split(row.Text(5)),
        Status = (OfflineStatus)row.Int32(6),
        Attempts = row.Int32(7),
        Bytes = row.Int64(8),
        Clients = PackedClients.Unpack(row.Blob(9)),
        WrappedKey = row.Blob(10),
        SealedDetails = row.Blob(11),
        SealedContent = sealedContent,
        Parent = row.GuidOrNull(12),
        Pieces = row.Int32(13),
    };

    private static string[] Split(string kinds) => kinds.Length == 0 ? [] : kinds.Split(',');
}
