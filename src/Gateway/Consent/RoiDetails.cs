using System.Text.Json;

namespace HmisGateway.Consent;

/// <summary>What of a ROI is only kept: sealed under the agency's key, with the context <see cref="Context"/>.</summary>
internal sealed record RoiDetails
{
    /// <summary>The associated data of the seal.</summary>
    public const string Context = "roi-details";

    /// <summary>How it was documented: <c>paper</c>, <c>esign</c> or <c>verbal</c>.</summary>
    public string? Documentation { get; init; }

    /// <summary>Who witnessed it.</summary>
    public string? Witness { get; init; }

    /// <summary>The HMIS id as it was written.</summary>
    public string? VendorId { get; init; }

    /// <summary>The identity as it was written.</summary>
    public StatedIdentity? Identity { get; init; }

    /// <summary>Who recorded it.</summary>
    public string? Actor { get; init; }

    /// <summary>Why, where it replaces another form.</summary>
    public string? Reason { get; init; }

    /// <summary>Free text.</summary>
    public string? Note { get; init; }

    /// <summary>The bytes to seal.</summary>
    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, RoiDetailsJson.Default.RoiDetails);

    /// <summary>Reads what <see cref="ToBytes"/> wrote.</summary>
    public static RoiDetails Read(ReadOnlySpan<byte> bytes) =>
        JsonSerializer.Deserialize(bytes, RoiDetailsJson.Default.RoiDetails) ?? throw new JsonException("Empty ROI details.");

    /// <summary>Nothing of it.</summary>
    /// <returns>A text without personal data.</returns>
    public override string ToString() => nameof(RoiDetails);
}
