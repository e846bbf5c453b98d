using System.Text.Json;

namespace HmisGateway.Policy.Payloads;

/// <summary>Finds a part of a JSON text.</summary>
internal static class JsonPart
{
    /// <summary>Follows members and indices.</summary>
    /// <param name="json">The text.</param>
    /// <param name="pointer">Names of members and indices of lists.</param>
    /// <returns>The text of the value there; empty when there is none.</returns>
    /// <exception cref="JsonException">The text is not JSON.</exception>
    internal static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> json, IReadOnlyList<string> pointer)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        foreach (string step in pointer)
        {
            if (!(reader.TokenType == JsonTokenType.StartArray ? ToElement(ref reader, step) : ToMember(ref reader, step)))
            {
                return [];
            }
        }

        int start = (int)reader.TokenStartIndex;
        reader.Skip();
        return json[start..(int)reader.BytesConsumed];
    }

    private static bool ToMember(ref Utf8JsonReader reader, string name)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isFound = reader.ValueTextEquals(name);
            reader.Read();
            if (isFound)
            {
                return true;
            }

            reader.Skip();
        }

        return false;
    }

    private static bool ToElement(ref Utf8JsonReader reader, string step)
    {
        if (!int.TryParse(step, out int index))
        {
            return false;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (index-- == 0)
            {
                return true;
            }

            reader.Skip();
        }

        return false;
    }
}
