using System.Globalization;
using System.Text;

namespace HmisGateway.Policy.Tests.Respelling;

/// <summary>Writes a form otherwise, with the same fields.</summary>
internal static class FormRespelling
{
    /// <summary>Other order, any byte escaped, fields that nobody knows.</summary>
    internal static string Respell(string form, Dice dice)
    {
        List<(string Name, string Value)> fields = [.. form.Split('&').Select(static field => field.Split('=')).Select(static field => (Uri.UnescapeDataString(field[0]), Uri.UnescapeDataString(field[1])))];
        while (dice.OneIn(3))
        {
            fields.Add(($"zq{fields.Count}", dice.Of("", "a b", "x&y=z;", "\u00E9\u20AC", "%41")));
        }

        return string.Join('&', dice.Shuffle(fields).Select(field => $"{Escape(field.Name, dice)}={Escape(field.Value, dice)}"));
    }

    /// <summary>Any byte may be escaped, and a blank has two spellings.</summary>
    internal static string Escape(string text, Dice dice)
    {
        var escaped = new StringBuilder();
        bool escapes = dice.OneIn(3);
        foreach (byte value in Encoding.UTF8.GetBytes(text))
        {
            bool isPlain = char.IsAsciiLetterOrDigit((char)value) || value is (byte)'_' or (byte)'-' or (byte)'.';
            _ = value == ' ' && dice.OneIn(2) ? escaped.Append('+')
                : isPlain && !(escapes && dice.OneIn(2)) ? escaped.Append((char)value)
                : escaped.Append(CultureInfo.InvariantCulture, $"%{(dice.OneIn(2) ? $"{value:x2}" : $"{value:X2}")}");
        }

        return escaped.ToString();
    }
}
