using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace HmisGateway.Policy.Payloads.Multipart;

/// <summary>One part of a multipart body.</summary>
/// <param name="Headers">Its headers; their names in small letters.</param>
/// <param name="Content">Where its content stands in the body.</param>
internal sealed record MultipartPart(IReadOnlyDictionary<string, string> Headers, Range Content)
{
    private const int MaxHeaderBytes = 8 * 1024;
    private static readonly SearchValues<byte> s_name = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-"u8);

    /// <summary>Reads what stands between two delimiters.</summary>
    /// <param name="body">The whole body.</param>
    /// <param name="start">Where the part begins.</param>
    /// <param name="end">Where it ends.</param>
    /// <returns>Null for headers that readers take differently: folded, repeated, with a bare line feed or another control character.</returns>
    internal static MultipartPart? Read(ReadOnlySpan<byte> body, int start, int end)
    {
        int length = body[start..end].IndexOf("\r\n\r\n"u8);
        return length is > 0 and <= MaxHeaderBytes && ReadHeaders(body.Slice(start, length)) is { } headers
            ? new MultipartPart(headers, (start + length + 4)..end)
            : null;
    }

    /// <summary>Reads header lines.</summary>
    /// <param name="lines">The lines, without the empty one.</param>
    /// <returns>The headers by their names in small letters; null when readers could take them differently.</returns>
    internal static IReadOnlyDictionary<string, string>? ReadHeaders(ReadOnlySpan<byte> lines)
    {
        var headers = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!Utf8.IsValid(lines))
        {
            return null;
        }

        foreach (Range range in lines.Split("\r\n"u8))
        {
            ReadOnlySpan<byte> line = lines[range];
            int colon = line.IndexOf((byte)':');
            if (colon <= 0 || line[..colon].ContainsAnyExcept(s_name) || line.ContainsAnyInRange((byte)0, (byte)0x1F) || line.Contains((byte)0x7F))
            {
                return null;
            }

            if (!headers.TryAdd(JsonName.Fold(Encoding.ASCII.GetString(line[..colon])), Encoding.UTF8.GetString(line[(colon + 1)..]).Trim(' ')))
            {
                return null;
            }
        }

        return headers;
    }
}
