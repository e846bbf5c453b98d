using System.Buffers;
using System.Text.Json;
using HmisGateway.Policy.Profiles;

namespace HmisGateway.Policy.Payloads.Form;

/// <summary>Writes fields as the members of one JSON object; a field that stands twice is a member that stands twice.</summary>
/// <remarks>
/// Some servers turn dots and blanks of a name into underscores. Such a field is also a member of that name, so that <c>client.id</c> does not hide from
/// <c>/client_id</c>.
/// </remarks>
internal sealed class FieldImage : IDisposable
{
    private readonly ArrayBufferWriter<byte> _buffer = new();
    private readonly Utf8JsonWriter _json;

    internal FieldImage()
    {
        _json = new Utf8JsonWriter(_buffer);
        _json.WriteStartObject();
    }

    /// <summary>Adds a field with a text.</summary>
    internal void Add(string name, string value)
    {
        _json.WriteString(name, value);
        if (OtherName(name) is { } other)
        {
            _json.WriteString(other, value);
        }
    }

    /// <summary>Adds a field with a text in valid UTF-8.</summary>
    internal void Add(string name, ReadOnlySpan<byte> value)
    {
        _json.WriteString(name, value);
        if (OtherName(name) is { } other)
        {
            _json.WriteString(other, value);
        }
    }

    /// <summary>Adds a field with JSON.</summary>
    /// <exception cref="JsonException">It is not one JSON text.</exception>
    internal void AddJson(string name, ReadOnlySpan<byte> json)
    {
        _json.WritePropertyName(name);
        _json.WriteRawValue(json);
    }

    /// <summary>Ends the object.</summary>
    /// <returns>The object.</returns>
    internal ReadOnlySpan<byte> Complete()
    {
        _json.WriteEndObject();
        _json.Flush();
        return _buffer.WrittenSpan;
    }

    /// <inheritdoc/>
    public void Dispose() => _json.Dispose();

    private static string? OtherName(string name) =>
        name.AsSpan().IndexOfAny('.', ' ') >= 0 ? CanonicalQuery.FoldKey(name) : null;
}
