using System.Buffers;
using System.Text;
using System.Text.Unicode;
using HmisGateway.Policy.Payloads;

namespace HmisGateway.Policy.Profiles;

/// <summary>Reads a query that every form decoder splits and decodes alike.</summary>
/// <remarks>Unlike in a path, a reserved character may stand raw or escaped: both decode to the same text everywhere.</remarks>
internal static class CanonicalQuery
{
    private const string Unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

    private static readonly SearchValues<char> Literal = SearchValues.Create(Unreserved + "!$'()*+,:@/?=");

    /// <summary>Some servers take the method from this key; refused, never ignored.</summary>
    private const string MethodOverride = "_method";

    // Escaping them is a second spelling; a decoded "%" would be decoded again by the next server.
    private static readonly SearchValues<char> NeverEscaped = SearchValues.Create(Unreserved + "%\x7F");

    /// <summary>Reads the pairs of a query.</summary>
    /// <param name="query">The raw query, without the question mark.</param>
    /// <param name="pairs">The decoded pairs, in order.</param>
    /// <returns>False when the query is not canonical, a key is empty, has a bracket or stands twice.</returns>
    internal static bool TryRead(ReadOnlySpan<char> query, out IReadOnlyList<KeyValuePair<string, string>> pairs)
    {
        var read = new List<KeyValuePair<string, string>>();
        pairs = read;
        HashSet<string>? keys = null;
        foreach (Range range in query.Split('&'))
        {
            ReadOnlySpan<char> pair = query[range];
            int equals = pair.IndexOf('=');
            ReadOnlySpan<char> rawKey = equals < 0 ? pair : pair[..equals];
            ReadOnlySpan<char> rawValue = equals < 0 ? [] : pair[(equals + 1)..];
            if (rawKey.IsEmpty
                || !TryDecode(rawKey, out string key)
                || key.AsSpan().IndexOfAny('[', ']') >= 0
                || !TryDecode(rawValue, out string value)
                || FoldKey(key) == MethodOverride
                || !(keys ??= new HashSet<string>(StringComparer.Ordinal)).Add(FoldKey(key)))
            {
                return false;
            }

            read.Add(new KeyValuePair<string, string>(key, value));
        }

        return true;
    }

    /// <summary>Keys that some server takes for the same: case, Unicode form, and dots and spaces that PHP turns into underscores.</summary>
    internal static string FoldKey(string key) => JsonName.Fold(key).Replace('.', '_').Replace(' ', '_');

    private static bool TryDecode(ReadOnlySpan<char> raw, out string text)
    {
        text = "";
        if (raw.IsEmpty)
        {
            return true;
        }

        var bytes = new byte[raw.Length];
        int length = 0;
        for (int i = 0; i < raw.Length; i++)
        {
            char c = raw[i];
            if (c == '%')
            {
                if (!PercentEncoding.TryByte(raw, i, out byte value) || value < 0x20 || NeverEscaped.Contains((char)value))
                {
                    return false;
                }

                bytes[length++] = value;
                i += 2;
            }
            else if (Literal.Contains(c))
            {
                bytes[length++] = (byte)(c == '+' ? ' ' : c);
            }
            else
            {
                return false;
            }
        }

        ReadOnlySpan<byte> decoded = bytes.AsSpan(0, length);
        if (!Utf8.IsValid(decoded))
        {
            return false;
        }

        text = Encoding.UTF8.GetString(decoded);
        foreach (char c in text)
        {
            if (char.IsControl(c))
            {
                return false;
            }
        }

        return true;
    }
}
