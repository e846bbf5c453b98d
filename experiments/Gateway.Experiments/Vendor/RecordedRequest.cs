using System.Globalization;
using System.Text;

namespace HmisGateway.Experiments.Vendor;

/// <summary>A request as it stands in recorded bytes.</summary>
/// <param name="Method">Its method.</param>
/// <param name="Head">Request line and headers, read as Latin-1.</param>
/// <param name="Body">Its body; shorter than announced when it was broken off.</param>
/// <param name="IsWhole">True when the announced body is there.</param>
internal sealed record RecordedRequest(string Method, string Head, byte[] Body, bool IsWhole)
{
    private static readonly byte[] s_headEnd = "\r\n\r\n"u8.ToArray();

    /// <summary>Takes one complete request off the front; null when there is none yet.</summary>
    public static RecordedRequest? Take(List<byte> pending)
    {
        if (Parse([.. pending]) is not { IsWhole: true } request)
        {
            return null;
        }

        pending.RemoveRange(0, Encoding.Latin1.GetByteCount(request.Head) + s_headEnd.Length + request.Body.Length);
        return request;
    }

    /// <summary>Reads every request on one connection, the last one also when it was broken off.</summary>
    public static IEnumerable<RecordedRequest> All(byte[] bytes)
    {
        int from = 0;
        while (from < bytes.Length)
        {
            if (Parse(bytes.AsSpan(from)) is not { } request)
            {
                yield return new RecordedRequest("", Encoding.Latin1.GetString(bytes, from, bytes.Length - from), [], IsWhole: false);
                yield break;
            }

            yield return request;
            from += request.Head.Length + s_headEnd.Length + request.Body.Length;
        }
    }

    private static RecordedRequest? Parse(ReadOnlySpan<byte> bytes)
    {
        int headLength = bytes.IndexOf(s_headEnd);
        if (headLength < 0)
        {
            return null;
        }

        string head = Encoding.Latin1.GetString(bytes[..headLength]);
        int length = 0;
        foreach (string line in head.Split("\r\n"))
        {
            if (line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))
            {
                length = int.Parse(line.AsSpan("Content-Length:".Length), CultureInfo.InvariantCulture);
            }
        }

        ReadOnlySpan<byte> rest = bytes[(headLength + s_headEnd.Length)..];
        bool isWhole = rest.Length >= length;
        return new RecordedRequest(head[..head.IndexOf(' ', StringComparison.Ordinal)], head, rest[..Math.Min(length, rest.Length)].ToArray(), isWhole);
    }
}
