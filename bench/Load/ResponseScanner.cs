using System.Buffers.Text;

namespace HmisGateway.Bench.Load;

/// <summary>As much of HTTP/1.1 as a load driver needs: status, where the answer ends, whether the connection lives on.</summary>
internal static class ResponseScanner
{
    /// <summary>Looks whether <paramref name="received"/> is a whole answer.</summary>
    /// <param name="received">All bytes since the request was sent.</param>
    /// <param name="status">The status code, when whole.</param>
    /// <param name="closes">True when the server said that it closes the connection.</param>
    /// <exception cref="BenchFailedException">It is not HTTP/1.1 with a length or chunks.</exception>
    public static bool TryComplete(ReadOnlySpan<byte> received, out int status, out bool closes)
    {
        status = 0;
        closes = false;
        var head = received.IndexOf("\r\n\r\n"u8);
        if (head < 0)
        {
            return false;
        }

        if (!received.StartsWith("HTTP/1.1 "u8) || !Utf8Parser.TryParse(received[9..], out status, out int digits) || digits != 3)
        {
            throw new BenchFailedException("A proxy answered with something that is not HTTP/1.1.") { IsWrongAnswer = true };
        }

        var length = -1;
        var chunked = false;
        var lines = received[..(head + 2)];
        for (var end = lines.IndexOf("\r\n"u8); end >= 0; end = lines.IndexOf("\r\n"u8))
        {
            var line = lines[..end];
            lines = lines[(end + 2)..];
            if (StartsWithIgnoreCase(line, "content-length: "u8))
            {
                _ = Utf8Parser.TryParse(line[16..], out length, out int _);
            }
            else if (StartsWithIgnoreCase(line, "transfer-encoding: chunked"u8))
            {
                chunked = true;
            }
            else if (StartsWithIgnoreCase(line, "connection: close"u8))
            {
                closes = true;
            }
        }

        var body = received[(head + 4)..];
        return chunked ? body.EndsWith("0\r\n\r\n"u8)
            : length >= 0 ? body.Length >= length
            : throw new BenchFailedException("A proxy answered without Content-Length and without chunks.") { IsWrongAnswer = true };
    }

    private static bool StartsWithIgnoreCase(ReadOnlySpan<byte> line, ReadOnlySpan<byte> prefix) =>
        line.Length >= prefix.Length && System.Text.Ascii.EqualsIgnoreCase(line[..prefix.Length], prefix);
}
