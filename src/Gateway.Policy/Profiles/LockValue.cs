using System.Text;
using System.Text.Json;

namespace HmisGateway.Policy.Profiles;

/// <summary>A value that asks for a locked record. Type and text count: <c>1</c> is not <c>"1"</c>.</summary>
internal sealed class LockValue
{
    private readonly JsonTokenType _type;
    private readonly byte[] _text;

    private LockValue(JsonTokenType type, string text)
    {
        _type = type;
        _text = Encoding.UTF8.GetBytes(text);
    }

    /// <summary>Reads a value from a profile.</summary>
    /// <param name="value">A string, a number or a boolean.</param>
    /// <returns>The value, or null for anything else.</returns>
    internal static LockValue? From(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => new LockValue(JsonTokenType.String, value.GetString()!),
        JsonValueKind.Number => new LockValue(JsonTokenType.Number, value.GetRawText()),
        JsonValueKind.True => new LockValue(JsonTokenType.True, "true"),
        JsonValueKind.False => new LockValue(JsonTokenType.False, "false"),
        _ => null,
    };

    /// <summary>Whether the current token is this value.</summary>
    /// <param name="reader">A reader on a scalar.</param>
    /// <returns>True when type and text are equal.</returns>
    internal bool Is(ref readonly Utf8JsonReader reader) =>
        reader.TokenType == _type
        && (_type is not JsonTokenType.String and not JsonTokenType.Number
            || (_type == JsonTokenType.String ? reader.ValueTextEquals(_text) : reader.ValueSpan.SequenceEqual(_text)));
}
