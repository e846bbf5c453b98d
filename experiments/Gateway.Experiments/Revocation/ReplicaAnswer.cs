using System.Text.Json;

namespace HmisGateway.Experiments.Revocation;

/// <summary>What a gateway answered.</summary>
/// <param name="At">When the whole answer was there, by the machine's one monotonic clock.</param>
/// <param name="Status">The status, or 0 when there was no answer.</param>
/// <param name="Content">The content.</param>
/// <param name="Location">Where more is to be found, or null.</param>
/// <param name="Date">By the gateway's wall clock, or null.</param>
internal sealed record ReplicaAnswer(long At, int Status, byte[] Content, Uri? Location, DateTimeOffset? Date)
{
    /// <summary>A text in the answer's document, or null.</summary>
    public string? Text(string member)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(Content);
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty(member, out JsonElement value) && value.ValueKind == JsonValueKind.String
                ? value.GetString()
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Status} {System.Text.Encoding.UTF8.GetString(Content.AsSpan(0, Math.Min(Content.Length, 600)))}";
}
