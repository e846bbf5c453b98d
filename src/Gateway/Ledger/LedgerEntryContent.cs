using System.Text.Json;

namespace HmisGateway.Ledger;

/// <summary>What an entry says about itself.</summary>
/// <param name="Sequence">The sequence number inside.</param>
/// <param name="Events">How many events it holds.</param>
internal readonly record struct LedgerEntryContent(long Sequence, long Events)
{
    /// <summary>Reads an entry's JSON; null when it is not what the gateway writes: <c>seq</c>, <c>at</c>, <c>events</c>, in this order.</summary>
    public static LedgerEntryContent? Read(ReadOnlySpan<byte> entry)
    {
        try
        {
            Utf8JsonReader reader = new(entry);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject
                || !MoveTo(ref reader, "seq"u8) || !reader.TryGetInt64(out long sequence)
                || !MoveTo(ref reader, "at"u8) || !reader.TryGetDateTimeOffset(out _)
                || !MoveTo(ref reader, "events"u8) || reader.TokenType != JsonTokenType.StartArray)
            {
                return null;
            }

            long events = 0;
            while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
            {
                reader.Skip();
                events++;
            }

            bool isWhole = reader.TokenType == JsonTokenType.EndArray && reader.Read() && reader.TokenType == JsonTokenType.EndObject && !reader.Read();
            return isWhole ? new LedgerEntryContent(sequence, events) : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static bool MoveTo(ref Utf8JsonReader reader, ReadOnlySpan<byte> name) =>
        reader.Read() && reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals(name) && reader.Read();
}
