using System.Text;

namespace HmisGateway.Policy.Payloads;

/// <summary>Which texts are looked for as ids: 9 or more digits, or 6 or more characters with a letter and a digit. Shorter ones would meet by chance.</summary>
internal static class IdentifierShape
{
    private const int MinDigits = 9;
    private const int MinMixed = 6;

    /// <summary>Whether an id with so many letters and digits is looked for.</summary>
    internal static bool Fits(int letters, int digits, int length) =>
        letters == 0 ? digits >= MinDigits : digits > 0 && length >= MinMixed;

    /// <summary>The folded bytes of an id, or null when it has no such shape.</summary>
    internal static byte[]? Fold(string id)
    {
        if (!Ascii.IsValid(id) || id.Length > SweepHash.MaxLength)
        {
            return null;
        }

        int letters = id.Count(char.IsAsciiLetter);
        int digits = id.Count(char.IsAsciiDigit);
        if (!Fits(letters, digits, id.Length))
        {
            return null;
        }

        byte[] folded = new byte[id.Length];
        Ascii.ToLower(id, folded, out _);
        return folded;
    }
}
