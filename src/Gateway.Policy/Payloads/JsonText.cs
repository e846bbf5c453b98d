using System.Text.Unicode;

namespace HmisGateway.Policy.Payloads;

/// <summary>What <c>Utf8JsonReader</c> leaves unchecked in a name or a string: UTF-8, surrogates and U+0000.</summary>
internal static class JsonText
{
    /// <summary>Checks the bytes between the quotes.</summary>
    /// <param name="raw">The token, escapes not resolved, already checked for their syntax.</param>
    /// <param name="isEscaped">True when it holds a backslash.</param>
    /// <returns>What is wrong, or null.</returns>
    internal static UnreadableReason? Problem(ReadOnlySpan<byte> raw, bool isEscaped)
    {
        if (!Utf8.IsValid(raw))
        {
            return UnreadableReason.InvalidUtf8;
        }

        return isEscaped ? EscapeProblem(raw) : null;
    }

    private static UnreadableReason? EscapeProblem(ReadOnlySpan<byte> raw)
    {
        for (int backslash = raw.IndexOf((byte)'\\'); backslash >= 0; backslash = raw.IndexOf((byte)'\\'))
        {
            raw = raw[backslash..];
            if (raw[1] != 'u')
            {
                raw = raw[2..];
                continue;
            }

            int unit = CodeUnit(raw);
            raw = raw[6..];
            if (unit == 0)
            {
                return UnreadableReason.NulCharacter;
            }

            if (unit is >= 0xDC00 and <= 0xDFFF)
            {
                return UnreadableReason.LoneSurrogate;
            }

            if (unit is >= 0xD800 and <= 0xDBFF)
            {
                if (raw.Length < 6 || raw[0] != '\\' || raw[1] != 'u' || CodeUnit(raw) is < 0xDC00 or > 0xDFFF)
                {
                    return UnreadableReason.LoneSurrogate;
                }

                raw = raw[6..];
            }
        }

        return null;
    }

    private static int CodeUnit(ReadOnlySpan<byte> escape) =>
        (HexDigit(escape[2]) << 12) | (HexDigit(escape[3]) << 8) | (HexDigit(escape[4]) << 4) | HexDigit(escape[5]);

    private static int HexDigit(byte digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
}
