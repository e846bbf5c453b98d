using System.Buffers;
using System.IO.Compression;
using HmisGateway.Policy.Payloads;

namespace HmisGateway.Pipeline.Receiving;

/// <summary>
/// Takes off one layer of gzip or br. What is inspected is what is sent, so the vendor gets the decoded bytes. Bytes behind the
/// end of the stream, a second gzip member, a wrong checksum and decompression bombs are refused.
/// </summary>
internal static class ContentDecoder
{
    /// <summary>How much larger a body may get, once it is over <see cref="RatioFrom"/>. Source: security.md 1.3.</summary>
    private const int MaxRatio = 100;

    private const int RatioFrom = 1024 * 1024;
    private const int Chunk = 16 * 1024;

    /// <summary>Decodes <paramref name="body"/>.</summary>
    /// <param name="contentEncoding">The header, or null.</param>
    /// <param name="body">The bytes as received.</param>
    /// <param name="limit">Most bytes that the result may have.</param>
    public static ContentDecoding Decode(string? contentEncoding, CapturedBody body, int limit)
    {
        if (string.IsNullOrEmpty(contentEncoding) || contentEncoding.Equals("identity", StringComparison.OrdinalIgnoreCase))
        {
            return ContentDecoding.Identity.Instance;
        }

        bool gzip = contentEncoding.Equals("gzip", StringComparison.OrdinalIgnoreCase);
        if (!gzip && !contentEncoding.Equals("br", StringComparison.OrdinalIgnoreCase))
        {
            return new ContentDecoding.Refused(UnreadableReason.ContentEncoding);
        }

        CapturedBody decoded = new(body.Length * 4);
        try
        {
            int most = (int)Math.Min(limit, Math.Max(RatioFrom, (long)MaxRatio * body.Length));
            UnreadableReason? refused = gzip ? GzipMember.Decode(body.Memory, decoded, most) : Unbrotli(body.Span, decoded, most);
            if (refused is null)
            {
                return new ContentDecoding.Decoded(decoded);
            }

            decoded.Dispose();
            return new ContentDecoding.Refused(refused.Value);
        }
        catch (InvalidDataException)
        {
            decoded.Dispose();
            return new ContentDecoding.Refused(UnreadableReason.ContentEncoding);
        }
    }

    private static UnreadableReason? Unbrotli(ReadOnlySpan<byte> source, CapturedBody decoded, int most)
    {
        using BrotliDecoder decoder = new();
        while (true)
        {
            OperationStatus status = decoder.Decompress(source, decoded.GetSpan(Chunk), out int consumed, out int written);
            source = source[consumed..];
            decoded.Advance(written);
            if (decoded.Length > most)
            {
                return UnreadableReason.TooLarge;
            }

            switch (status)
            {
                case OperationStatus.Done:
                    return source.IsEmpty ? null : UnreadableReason.ContentEncoding;
                case OperationStatus.DestinationTooSmall:
                    break;
                default:
                    return UnreadableReason.ContentEncoding;
            }
        }
    }
}
