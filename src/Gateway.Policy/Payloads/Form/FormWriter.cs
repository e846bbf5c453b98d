using System.Buffers;
using System.Text;

namespace HmisGateway.Policy.Payloads.Form;

/// <summary>Writes a form in its one canonical spelling, that of the URL standard: <c>+</c> for a blank, escapes in capitals.</summary>
internal static class FormWriter
{
    /// <summary>The content type of what is written.</summary>
    internal const string ContentType = "application/x-www-form-urlencoded";

    private static readonly SearchValues<byte> s_literal = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789*-._"u8);

    /// <summary>Writes the fields.</summary>
    /// <param name="fields">The fields; their order is kept.</param>
    /// <returns>The body.</returns>
    internal static byte[] Write(IReadOnlyList<KeyValuePair<string, string>> fields)
    {
        var buffer = new ArrayBufferWriter<byte>();
        for (int i = 0; i < fields.Count; i++)
        {
            buffer.Write(i == 0 ? ""u8 : "&"u8);
            Encode(fields[i].Key, buffer);
            buffer.Write("="u8);
            Encode(fields[i].Value, buffer);
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void Encode(string text, ArrayBufferWriter<byte> into)
    {
        ReadOnlySpan<byte> bytes = Encoding.UTF8.GetBytes(text);
        Span<byte> encoded = into.GetSpan(Math.Max(1, bytes.Length * 3));
        int length = 0;
        foreach (byte one in bytes)
        {
            if (one == ' ')
            {
                encoded[length++] = (byte)'+';
            }
            else if (s_literal.Contains(one))
            {
                encoded[length++] = one;
            }
            else
            {
                encoded[length++] = (byte)'%';
                Convert.TryToHexString([one], encoded[length..], out int written);
                length += written;
            }
        }

        into.Advance(length);
    }
}
