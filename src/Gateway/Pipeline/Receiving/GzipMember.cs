using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using HmisGateway.Policy.Payloads;

namespace HmisGateway.Pipeline.Receiving;

/// <summary>
/// Exactly one gzip member, RFC 1952, and not one byte more. The platform's own gzip stream joins members and stops at what is none, and
/// others read the first member only.
/// </summary>
internal static class GzipMember
{
    private const int FixedHeader = 10;
    private const int Trailer = 8;
    private const int Chunk = 16 * 1024;
    private const byte HasHeaderChecksum = 2;
    private const byte HasExtraField = 4;
    private const byte HasName = 8;
    private const byte HasComment = 16;
    private const byte Reserved = 0xE0;

    /// <summary>Decodes the member.</summary>
    /// <param name="member">The bytes.</param>
    /// <param name="decoded">Where to put the result.</param>
    /// <param name="most">Most bytes that the result may have.</param>
    /// <returns>Why it cannot be decoded, or null.</returns>
    /// <exception cref="InvalidDataException">The compressed data is damaged.</exception>
    public static UnreadableReason? Decode(ReadOnlyMemory<byte> member, CapturedBody decoded, int most)
    {
        ReadOnlySpan<byte> bytes = member.Span;
        int header = HeaderLength(bytes);
        if (header < 0 || bytes.Length - header <= Trailer)
        {
            return UnreadableReason.ContentEncoding;
        }

        using LastByteApart data = new(member[header..^Trailer]);
        using DeflateStream deflate = new(data, CompressionMode.Decompress);
        int read;
        while ((read = deflate.Read(decoded.GetSpan(Chunk))) > 0)
        {
            decoded.Advance(read);
            if (decoded.Length > most)
            {
                return UnreadableReason.TooLarge;
            }
        }

        ReadOnlySpan<byte> trailer = bytes[^Trailer..];
        bool isExact = data.IsReadWhole
            && BinaryPrimitives.ReadUInt32LittleEndian(trailer) == Crc32.HashToUInt32(decoded.Span)
            && BinaryPrimitives.ReadUInt32LittleEndian(trailer[4..]) == (uint)decoded.Length;
        return isExact ? null : UnreadableReason.ContentEncoding;
    }

    private static int HeaderLength(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < FixedHeader || !bytes.StartsWith<byte>([0x1F, 0x8B, 8]) || (bytes[3] & Reserved) != 0)
        {
            return -1;
        }

        byte flags = bytes[3];
        int length = FixedHeader;
        if ((flags & HasExtraField) != 0)
        {
            length += bytes.Length < length + 2 ? bytes.Length : 2 + BinaryPrimitives.ReadUInt16LittleEndian(bytes[length..]);
        }

        length = (flags & HasName) != 0 ? BehindNul(bytes, length) : length;
        length = (flags & HasComment) != 0 ? BehindNul(bytes, length) : length;
        length += (flags & HasHeaderChecksum) != 0 ? 2 : 0;
        return length <= bytes.Length ? length : -1;
    }

    private static int BehindNul(ReadOnlySpan<byte> bytes, int start)
    {
        int nul = start < bytes.Length ? bytes[start..].IndexOf((byte)0) : -1;
        return nul < 0 ? bytes.Length + 1 : start + nul + 1;
    }

    /// <summary>
    /// Hands out the last byte by itself. The decoder asks for it only when it is not at its end yet; so it was asked for exactly when nothing
    /// stands behind the compressed data.
    /// </summary>
    private sealed class LastByteApart : MemoryStream
    {
        public LastByteApart(ReadOnlyMemory<byte> bytes)
            : base(ArrayOf(bytes).Array!, ArrayOf(bytes).Offset, bytes.Length, writable: false)
        {
        }

        public bool IsReadWhole => Position == Length;

        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, Next));

        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, Next)]);

        private int Next => (int)Math.Max(1, Length - 1 - Position);

        private static ArraySegment<byte> ArrayOf(ReadOnlyMemory<byte> bytes) =>
            MemoryMarshal.TryGetArray(bytes, out ArraySegment<byte> segment) ? segment : new ArraySegment<byte>(bytes.ToArray());
    }
}
