using System.Buffers;
using System.Text.Json;

namespace HmisGateway.Ledger;

/// <summary>Writes the JSON of ledger entries into one buffer that it keeps. Used by one thread.</summary>
internal sealed class LedgerEntryWriter : IDisposable
{
    private static readonly JsonEncodedText s_sequence = JsonEncodedText.Encode("seq");
    private static readonly JsonEncodedText s_at = JsonEncodedText.Encode("at");
    private static readonly JsonEncodedText s_events = JsonEncodedText.Encode("events");
    private static readonly JsonEncodedText s_kind = JsonEncodedText.Encode("kind");

    private readonly ArrayBufferWriter<byte> _buffer = new(16 * 1024);
    private readonly Utf8JsonWriter _json;

    public LedgerEntryWriter() => _json = new Utf8JsonWriter(_buffer, new JsonWriterOptions { SkipValidation = true });

    /// <summary>The UTF-8 JSON of one entry; valid until the next call.</summary>
    public ReadOnlySpan<byte> Write(long sequence, DateTimeOffset at, IReadOnlyList<LedgerEvent> events)
    {
        _buffer.ResetWrittenCount();
        _json.Reset();
        _json.WriteStartObject();
        _json.WriteNumber(s_sequence, sequence);
        _json.WriteString(s_at, at);
        _json.WriteStartArray(s_events);
        for (int i = 0; i < events.Count; i++)
        {
            Write(events[i]);
        }

        _json.WriteEndArray();
        _json.WriteEndObject();
        _json.Flush();
        return _buffer.WrittenSpan;
    }

    /// <inheritdoc/>
    public void Dispose() => _json.Dispose();

    private void Write(LedgerEvent evidence)
    {
        _json.WriteStartObject();
        _json.WriteString(s_kind, evidence.Kind);
        IReadOnlyList<KeyValuePair<string, string>> values = evidence.Values;
        for (int i = 0; i < values.Count; i++)
        {
            _json.WriteString(values[i].Key, values[i].Value);
        }

        _json.WriteEndObject();
    }
}
