using System.Text.Json;
using System.Text.Json.Serialization;

namespace HmisGateway.Offline;

/// <summary>
/// What an offline item keeps sealed beside the body: the request, precisely, and why it was kept. Written by the pipeline, read when the
/// item is shown or sent again.
/// </summary>
internal sealed record OfflineDetails
{
    /// <summary>The upload told the vendor to replace all it has, so what was kept back may be deleted there.</summary>
    public const string FullRefreshWarning = "full_refresh";

    /// <summary>The content type of an item that consists of parts, and of a part with rows of files.</summary>
    public const string ArchiveType = "application/zip";

    /// <summary>The request method.</summary>
    public required string Method { get; init; }

    /// <summary>Path and query exactly as they were received. May be personal data.</summary>
    public required string Target { get; init; }

    /// <summary>The original <c>Content-Type</c>, or null.</summary>
    public string? ContentType { get; init; }

    /// <summary>The original <c>Content-Encoding</c>, or null; the body is kept encoded.</summary>
    public string? ContentEncoding { get; init; }

    /// <summary>The other headers, in order, without credentials and without the gateway's key.</summary>
    public IReadOnlyList<OfflineHeader> Headers { get; init; } = [];

    /// <summary>The precise reason in wire form. Never shown to the agency: it may tell of dealings elsewhere.</summary>
    public required string Reason { get; init; }

    /// <summary>The code that the agency was told, in wire form.</summary>
    public required string Code { get; init; }

    /// <summary>The agency's own ids of the clients it is about.</summary>
    public IReadOnlyList<string> ClientIds { get; init; } = [];

    /// <summary>Name of the vendor it was meant for, or null.</summary>
    public string? Vendor { get; init; }

    /// <summary>The records found in it; empty when it could not be read.</summary>
    public IReadOnlyList<OfflineRecord> Records { get; init; } = [];

    /// <summary>True for a forward whose process ended before the answer: its body was not kept.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsContentMissing { get; init; }

    /// <summary>True for a request of which only a part was kept: its content is that of its parts.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsSplit { get; init; }

    /// <summary><see cref="FullRefreshWarning"/>, or null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public string? Warning { get; init; }

    /// <summary>The same request with its content encoding taken off.</summary>
    public OfflineDetails WithoutEncoding() => this with
    {
        ContentEncoding = null,
        Headers = [.. Headers.Where(static header => !header.Name.Equals("Content-Encoding", StringComparison.OrdinalIgnoreCase))],
    };

    /// <summary>The bytes to seal.</summary>
    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, OfflineDetailsJson.Default.OfflineDetails);

    /// <summary>Reads what <see cref="ToBytes"/> wrote.</summary>
    /// <exception cref="JsonException">The bytes are something else.</exception>
    public static OfflineDetails Read(ReadOnlySpan<byte> bytes) =>
        JsonSerializer.Deserialize(bytes, OfflineDetailsJson.Default.OfflineDetails) ?? throw new JsonException("Empty offline details.");

    /// <summary>The code only.</summary>
    /// <returns>A text without personal data.</returns>
    public override string ToString() => $"{nameof(OfflineDetails)}({Code})";
}
