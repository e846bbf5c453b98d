using System.Buffers;
using System.Text;

namespace HmisGateway.Policy.Payloads.Form;

/// <summary>Takes a form (<c>application/x-www-form-urlencoded</c>) apart.</summary>
/// <remarks>
/// Servers differ about <c>;</c> between fields, fields without <c>=</c>, broken escapes, and lists (<c>a[]</c>): such forms are refused. A field
/// that stands twice, also in other letters, is refused with the duplicate member that it makes. <c>_charset_</c> and <c>_method</c> change how
/// the rest is taken.
/// </remarks>
internal static class FormReader
{
    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly SearchValues<byte> s_plain = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$'()*,/:?@[]%+"u8);

    /// <summary>Reads the fields.</summary>
    /// <param name="form">The body.</param>
    /// <returns>The fields in their order; null when two servers could read it differently.</returns>
    internal static List<KeyValuePair<string, string>>? Read(ReadOnlySpan<byte> form)
    {
        var fields = new List<KeyValuePair<string, string>>();
        foreach (Range range in form.Split((byte)'&'))
        {
            ReadOnlySpan<byte> field = form[range];
            int equals = field.IndexOf((byte)'=');
            if (equals <= 0
                || Decode(field[..equals]) is not { } name
                || Decode(field[(equals + 1)..]) is not { } value
                || !IsPlainName(name))
            {
                return null;
            }

            fields.Add(new KeyValuePair<string, string>(name, value));
        }

        return fields;
    }

    /// <summary>
    /// Whether a field is only a field: not one that changes how the rest is taken, not an element of a list, not a name that servers trim or mend.
    /// </summary>
    /// <param name="name">The name of the field. Brackets stand at its end, in pairs: <c>client[id]</c>.</param>
    internal static bool IsPlainName(string name)
    {
        if (name is "_charset_" or "_method" || name.Trim().Length != name.Length)
        {
            return false;
        }

        int open = name.IndexOf('[', StringComparison.Ordinal);
        string[] groups = open < 0 ? [] : name[(open + 1)..].Split('[');
        return open != 0
            && (open < 0 ? name : name[..open]).IndexOf(']', StringComparison.Ordinal) < 0
            && groups.All(static group => group.Length > 1 && group.IndexOf(']', StringComparison.Ordinal) == group.Length - 1);
    }

    private static string? Decode(ReadOnlySpan<byte> encoded)
    {
        if (encoded.IndexOfAnyExcept(s_plain) >= 0)
        {
            return null;
        }

        byte[] decoded = new byte[encoded.Length];
        int length = 0;
        for (int i = 0; i < encoded.Length; i++)
        {
            if (encoded[i] != '%')
            {
                decoded[length++] = encoded[i] == '+' ? (byte)' ' : encoded[i];
                continue;
            }

            if (i + 2 >= encoded.Length || Convert.FromHexString(encoded.Slice(i + 1, 2), decoded.AsSpan(length), out _, out _) != OperationStatus.Done)
            {
                return null;
            }

            length++;
            i += 2;
        }

        try
        {
            return s_strict.GetString(decoded, 0, length);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
