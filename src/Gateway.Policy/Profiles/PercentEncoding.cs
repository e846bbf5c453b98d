namespace HmisGateway.Policy.Profiles;

/// <summary>Percent-encoding in its canonical spelling: two upper-case hexadecimal digits.</summary>
internal static class PercentEncoding
{
    /// <summary>Reads the byte of the escape at <paramref name="index"/>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="index">Where the percent sign stands.</param>
    /// <param name="value">The byte.</param>
    /// <returns>False when two upper-case hexadecimal digits do not follow.</returns>
    internal static bool TryByte(ReadOnlySpan<char> text, int index, out byte value)
    {
        value = 0;
        if (index + 2 >= text.Length || !TryDigit(text[index + 1], out int high) || !TryDigit(text[index + 2], out int low))
        {
            return false;
        }

        value = (byte)((high << 4) | low);
        return true;
    }

    private static bool TryDigit(char c, out int digit)
    {
        digit = c is >= '0' and <= '9' ? c - '0' : c - 'A' + 10;
        return c is (>= '0' and <= '9') or (>= 'A' and <= 'F');
    }
}
