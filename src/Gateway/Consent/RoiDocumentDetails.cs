using System.Text.Json;

namespace HmisGateway.Consent;

/// <summary>What is sealed beside the signed copy of a form.</summary>
internal sealed record RoiDocumentDetails
{
    /// <summary>The media type as it was sent.</summary>
    public required string ContentType { get; init; }

    /// <summary>Who stored it.</summary>
    public string? Actor { get; init; }

    /// <summary>Why, where it corrects another copy.</summary>
    public string? Reason { get; init; }

    /// <summary>Free text.</summary>
    public string? Note { get; init; }

    /// <summary>The bytes to seal.</summary>
    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, RoiDetailsJson.Default.RoiDocumentDetails);

    /// <summary>Reads what <see cref="ToBytes"/> wrote.</summary>
    /// <exception cref="JsonException">The bytes are something else.</exception>
    public static RoiDocumentDetails Read(ReadOnlySpan<byte> bytes) =>
        JsonSerializer.Deserialize(bytes, RoiDetailsJson.Default.RoiDocumentDetails) ?? throw new JsonException("Empty document details.");

    /// <summary>Nothing of it.</summary>
    /// <returns>A text without personal data.</returns>
    public override string ToString() => nameof(RoiDocumentDetails);
}
