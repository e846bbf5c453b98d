using System.Text.Json.Serialization;
using HmisGateway.Offline;

namespace HmisGateway.Management;

/// <summary>An offline item without anything personal: how many clients, not which.</summary>
internal sealed record OfflineSummary
{
    /// <summary>The receipt.</summary>
    public required Guid Receipt { get; init; }

    /// <summary>When the request was received.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>The code that the agency was told.</summary>
    public required string Code { get; init; }

    /// <summary>True when the request asked for a locked record.</summary>
    public required bool LockedAttempt { get; init; }

    /// <summary>Kinds of the records in it.</summary>
    public required IReadOnlyList<string> RecordKinds { get; init; }

    /// <summary>What has become of it.</summary>
    public required string Status { get; init; }

    /// <summary>How many clients it is about, as far as the agency's own ids tell.</summary>
    public required int Clients { get; init; }

    /// <summary>How often it was received.</summary>
    public required int Attempts { get; init; }

    /// <summary>Length of the original body in bytes.</summary>
    public required long Bytes { get; init; }

    /// <summary>Each time it was received, oldest first; of a single item only.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<AttemptEntry>? AttemptList { get; init; }

    /// <summary>The summary of an item.</summary>
    public static OfflineSummary Of(OfflineItemView item) => new()
    {
        Receipt = item.Receipt,
        ReceivedAt = item.ReceivedAt,
        Code = item.Code,
        LockedAttempt = item.LockedAttempt,
        RecordKinds = item.RecordKinds,
        Status = item.Status,
        Clients = item.Clients.Count,
        Attempts = item.Attempts,
        Bytes = item.Bytes,
        AttemptList = item.AttemptList,
    };
}
