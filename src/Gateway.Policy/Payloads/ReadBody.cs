using System.Text.Json;

namespace HmisGateway.Policy.Payloads;

/// <summary>
/// What the body of a read may say. A read is forwarded without looking up whom it concerns, so its body may only choose what is
/// returned, never carry data of a client.
/// </summary>
internal static class ReadBody
{
    /// <summary>True when <paramref name="body"/>, known to be valid JSON, is an object with nothing but these members, each a string.</summary>
    internal static bool HasOnly(ReadOnlySpan<byte> body, IReadOnlyList<string> members)
    {
        var reader = new Utf8JsonReader(body);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isAllowed = false;
            foreach (string member in members)
            {
                isAllowed |= reader.ValueTextEquals(member);
            }

            if (!isAllowed || !reader.Read() || reader.TokenType != JsonTokenType.String)
            {
                return false;
            }
        }

        return true;
    }
}
