using System.Text;
using System.Text.Json;
using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Profiles;

namespace HmisGateway.Policy.Payloads;

/// <summary>Reads what a scalar of a payload says: an id, a reference to a resource, a text.</summary>
internal static class JsonScalar
{
    /// <summary>The longest text that is looked at, in bytes; a longer one names nobody.</summary>
    private const int MaxPartLength = 1024;

    /// <summary>Bytes of the longest escape of one character.</summary>
    private const int EscapeLength = 6;

    /// <summary>Reads what a selector looks for.</summary>
    /// <param name="selector">What it is.</param>
    /// <param name="reader">A reader on a scalar that is neither null nor empty.</param>
    /// <returns>What it is; nothing where it points at another kind of resource.</returns>
    internal static FoundReference Find(ReferenceSelector selector, ref Utf8JsonReader reader)
    {
        string value;
        if (selector.Prefix is not { } prefix)
        {
            return TryIdentifier(ref reader, selector.Role, out value)
                ? new FoundReference(null, new ClientReference(selector.Scheme, selector.Role, value, selector.Name), null)
                : new FoundReference(UnreadableReason.InvalidIdentifier, null, null);
        }

        if (reader.TokenType != JsonTokenType.String
            || reader.ValueSpan.Length > MaxPartLength
            || ResourceReference.Read(reader.GetString()!) is not { } resource)
        {
            return new FoundReference(UnreadableReason.InvalidIdentifier, null, null);
        }

        if (resource.Link is { } link)
        {
            return new FoundReference(null, null, link);
        }

        if (resource.Type is null || !prefix.AsSpan().TrimEnd('/').SequenceEqual(resource.Type))
        {
            return default;
        }

        value = resource.Id!;
        return IdentifierText.IsValid(value, selector.Role)
            ? new FoundReference(null, new ClientReference(selector.Scheme, selector.Role, value, selector.Name), null)
            : new FoundReference(UnreadableReason.InvalidIdentifier, null, null);
    }

    /// <summary>The text of a part of an identity.</summary>
    /// <param name="reader">A reader on a scalar.</param>
    /// <returns>Null for what is no text or too long to name somebody.</returns>
    internal static string? TextOf(ref Utf8JsonReader reader) =>
        reader.TokenType is not (JsonTokenType.String or JsonTokenType.Number) || reader.ValueSpan.Length > MaxPartLength ? null
        : reader.TokenType == JsonTokenType.String ? reader.GetString()!
        : Encoding.ASCII.GetString(reader.ValueSpan);

    private static bool TryIdentifier(ref Utf8JsonReader reader, ReferenceRole role, out string value)
    {
        scoped ReadOnlySpan<byte> text = reader.ValueSpan;
        Span<byte> unescaped = stackalloc byte[ClientReference.MaxLength * EscapeLength];
        bool isValid = false;
        if (reader.TokenType == JsonTokenType.Number)
        {
            isValid = IdentifierText.IsInteger(text);
        }
        else if (reader.TokenType == JsonTokenType.String && text.Length <= unescaped.Length)
        {
            text = reader.ValueIsEscaped ? unescaped[..reader.CopyString(unescaped)] : text;
            isValid = IdentifierText.IsValid(text, role);
        }

        value = isValid ? Encoding.ASCII.GetString(text) : "";
        return isValid;
    }
}
