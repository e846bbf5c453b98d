using System.Text.Json.Serialization;

namespace HmisGateway.Offline;

/// <summary>An offline item as its agency is shown it, without its content.</summary>
internal sealed record OfflineItemView
{
    /// <summary>The receipt.</summary>
    public required Guid Receipt { get; init; }

    /// <summary>When the request was received.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>The code that the agency was told last.</summary>
    public required string Code { get; init; }

    /// <summary>True when the request asked for a locked record.</summary>
    public required bool LockedAttempt { get; init; }

    /// <summary>Kinds of the records in it.</summary>
    public required IReadOnlyList<string> RecordKinds { get; init; }

    /// <summary>A word of <see cref="OfflineStatusWords"/>.</summary>
    public required string Status { get; init; }

    /// <summary>The agency's own ids of the clients it is about; empty once erased.</summary>
    public required IReadOnlyList<string> Clients { get; init; }

    /// <summary>How often it was received.</summary>
    public required int Attempts { get; init; }

    /// <summary>Length of the original body in bytes.</summary>
    public required long Bytes { get; init; }

    /// <summary>False where the body was not kept; left out otherwise.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Preserved { get; init; }

    /// <summary>Each time it was received, oldest first, at most the latest 1,000; of a single item only.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<AttemptEntry>? AttemptList { get; init; }

    /// <summary>The request method; of a single item only.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Method { get; init; }

    /// <summary>The original content type; of a single item only.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ContentType { get; init; }

    /// <summary>The original content encoding; of a single item only.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ContentEncoding { get; init; }

    /// <summary>The vendor it was meant for; of a single item only.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Vendor { get; init; }

    /// <summary>The request from which it was taken out; left out for an item of its own.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Guid? PartOf { get; init; }

    /// <summary>What was taken out of a request for each client, at most the first 1,000; of a single item only.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<OfflinePart>? Parts { get; init; }

    /// <summary><c>full_refresh</c>: the vendor was told to replace all it has, and may have deleted what was kept back. Left out otherwise.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Warning { get; init; }

    /// <summary>The receipt and the code only.</summary>
    /// <returns>A text without personal data.</returns>
    public override string ToString() => $"{Receipt} {Code}";
}
