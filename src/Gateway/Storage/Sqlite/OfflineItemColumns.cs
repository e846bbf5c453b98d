using HmisGateway.Offline;

namespace HmisGateway.Storage.Sqlite;

/// <summary>The columns of an offline item as every query selects them.</summary>
internal static class OfflineItemColumns
{
    /// <summary>The select list, without the content; the table's alias is <c>i</c>.</summary>
    public const string List = """
        i.receipt, i.agency_id, i.received_at, i.code, i.locked_attempt, i.record_kinds, i.status, i.attempts, i.bytes, i.clients,
        i.wrapped_key, i.sealed_details, i.parent, i.pieces
        """;

    /// <summary>The item in the current row.</summary>
    public static OfflineItem Read(in SqliteCall call, byte[] sealedContent) => new()
    {
        Receipt = new Guid(call.Blob(0), bigEndian: true),
        AgencyId = call.RepeatedText(1),
        ReceivedAt = call.Time(2),
        Code = call.RepeatedText(3),
        LockedAttempt = call.Boolean(4),
        RecordKinds = Split(call.RepeatedText(5)),
        Status = (OfflineStatus)call.Int32(6),
        Attempts = call.Int32(7),
        Bytes = call.Int64(8),
        Clients = PackedClients.Unpack(call.Blob(9)),
        WrappedKey = call.Blob(10).ToArray(),
        SealedDetails = call.Blob(11).ToArray(),
        SealedContent = sealedContent,
        Parent = call.IsNull(12) ? null : new Guid(call.Blob(12), bigEndian: true),
        Pieces = call.Int32(13),
    };

    private static string[] Split(string kinds) => kinds.Length == 0 ? [] : kinds.Split(',');
}
