using System.Buffers;

namespace HmisGateway.Policy.Profiles;

/// <summary>Reads a path that has only one spelling: each character either stands for itself or must be escaped, never both.</summary>
internal static class CanonicalPath
{
    // RFC 3986 pchar without ";", which some servers cut off together with what follows it.
    private static readonly SearchValues<char> Literal =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,=:@");

    // What cannot stand for itself. "%" "/" "\" ";" and controls are missing on purpose: decoded once more they mean something else.
    private static readonly SearchValues<char> Escapable = SearchValues.Create(" \"#<>?[]^`{|}");

    /// <summary>Reads the segments of a path.</summary>
    /// <param name="path">The raw path, without the query.</param>
    /// <param name="segments">The decoded segments.</param>
    /// <returns>False when the path is not in origin form or not canonical.</returns>
    internal static bool TryRead(ReadOnlySpan<char> path, out IReadOnlyList<string> segments)
    {
        segments = [];
        if (path.IsEmpty || path[0] != '/')
        {
            return false;
        }

        if (path.Length == 1)
        {
            return true;
        }

        ReadOnlySpan<char> rest = path[1..];
        var read = new string[rest.Count('/') + 1];
        int count = 0;
        foreach (Range range in rest.Split('/'))
        {
            if (!TrySegment(rest[range], isLast: count == read.Length - 1, out read[count]))
            {
                return false;
            }

            count++;
        }

        segments = read;
        return true;
    }

    private static bool TrySegment(ReadOnlySpan<char> raw, bool isLast, out string segment)
    {
        segment = "";
        if (raw.IsEmpty)
        {
            return isLast;
        }

        if (raw.IndexOfAnyExcept(Literal) < 0)
        {
            segment = raw.ToString();
            return raw[^1] != '.';
        }

        var decoded = new char[raw.Length];
        int length = 0;
        for (int i = 0; i < raw.Length; i++)
        {
            char c = raw[i];
            if (c == '%')
            {
                if (!PercentEncoding.TryByte(raw, i, out byte value) || !Escapable.Contains((char)value))
                {
                    return false;
                }

                c = (char)value;
                i += 2;
            }
            else if (!Literal.Contains(c))
            {
                return false;
            }

            decoded[length++] = c;
        }

        segment = new string(decoded, 0, length);

        // Some file systems and servers drop a trailing dot or space, and so name another resource.
        return segment[^1] is not ('.' or ' ') && segment[0] != ' ';
    }
}
