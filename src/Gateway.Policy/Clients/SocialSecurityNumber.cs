namespace HmisGateway.Policy.Clients;

/// <summary>Reads a Social Security number. Source of the rules: which numbers the SSA never issues.</summary>
internal static class SocialSecurityNumber
{
    private const int Length = 9;

    /// <summary>Reads a number.</summary>
    /// <param name="text">The text as stated.</param>
    /// <returns>Nine digits or null, and the last four where they are stated.</returns>
    internal static (string? Full, string? Last4) Read(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return (null, null);
        }

        Span<char> kept = stackalloc char[Length];
        int count = 0;
        bool isMasked = false;
        foreach (char c in text)
        {
            if (c is '-' or ' ' or '\u2010' or '\u2011' or '\u2013' or '\u00A0')
            {
                continue;
            }

            bool isMask = c is 'x' or 'X' or '*' or '#' or '\u2022';
            if ((!isMask && !char.IsAsciiDigit(c)) || count == Length)
            {
                return (null, null);
            }

            isMasked |= isMask;
            kept[count++] = isMask ? 'x' : c;
        }

        ReadOnlySpan<char> number = kept[..count];
        if (count == Length && !isMasked)
        {
            return IsIssued(number) ? (number.ToString(), number[^4..].ToString()) : (null, null);
        }

        // Shown in part: "xxx-xx-1234", or the last four alone.
        bool endsInFour = (count == 4 || isMasked) && count >= 4 && number[^4..].IndexOfAnyExceptInRange('0', '9') < 0;
        return endsInFour && !number[^4..].SequenceEqual("0000") ? (null, number[^4..].ToString()) : (null, null);
    }

    private static bool IsIssued(ReadOnlySpan<char> number) =>
        number[0] != '9'
        && !number.StartsWith("000")
        && !number.StartsWith("666")
        && !number[3..5].SequenceEqual("00")
        && !number.EndsWith("0000")
        && !number.SequenceEqual("123456789")
        && number.IndexOfAnyExcept(number[0]) >= 0;
}
