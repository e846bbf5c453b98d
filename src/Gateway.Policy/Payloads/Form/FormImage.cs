using System.Buffers;
using System.Text;
using System.Text.Json;

namespace HmisGateway.Policy.Payloads.Form;

/// <summary>A form (<c>application/x-www-form-urlencoded</c>) as a JSON object with a member for each field.</summary>
/// <remarks>
/// Servers differ about <c>;</c> between fields, fields without <c>=</c>, broken escapes, and lists (<c>a[]</c>): such forms are refused. A field
/// that stands twice, also in other letters, is refused with the duplicate member that it makes. <c>_charset_</c> and <c>_method</c> change how
/// the rest is taken.
/// </remarks>
internal static class FormImage
{
    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly SearchValues<byte> s_plain = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$'()*,/:?@[]%+"u8);

    /// <summary>Writes the object.</summary>
    /// <param name="form">The body.</param>
    /// <returns>Null when two servers could read it differently.</returns>
    internal static byte[]? Write(ReadOnlySpan<byte> form)
    {
        var buffer = new ArrayBufferWriter<byte>(form.Length + 16);
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        foreach (Range range in form.Split((byte)'&'))
        {
            ReadOnlySpan<byte> field = form[range];
            int equals = field.IndexOf((byte)'=');
            if (equals <= 0
                || Decode(field[..equals]) is not { } name
                || Decode(field[(equals + 1)..]) is not { } value
                || name is "_charset_" or "_method"
                || name.EndsWith("[]", StringComparison.Ordinal))
            {
                return null;
            }

            json.WriteString(name, value);
        }

        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
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
