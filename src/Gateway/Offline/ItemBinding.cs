using System.Buffers.Binary;
using System.Text;

namespace HmisGateway.Offline;

/// <summary>What each sealed part of an item is bound to, so that it cannot be moved to another item, agency or place.</summary>
internal static class ItemBinding
{
    /// <summary>Length of a buffer that takes any binding.</summary>
    public const int MaxLength = 512;

    /// <summary>Part, receipt, agency: the first two have a fixed length, so no two bindings look the same.</summary>
    public static ReadOnlySpan<byte> Of(Span<byte> buffer, string agencyId, Guid receipt, ItemPart part)
    {
        buffer[0] = (byte)part;
        receipt.TryWriteBytes(buffer[1..], bigEndian: true, out int length);
        return buffer[..(1 + length + Encoding.UTF8.GetBytes(agencyId, buffer[(1 + length)..]))];
    }

    /// <summary>Part, receipt, number of the piece, agency.</summary>
    public static ReadOnlySpan<byte> OfPiece(Span<byte> buffer, string agencyId, Guid receipt, int number)
    {
        buffer[0] = (byte)ItemPart.Piece;
        receipt.TryWriteBytes(buffer[1..], bigEndian: true, out int length);
        BinaryPrimitives.WriteInt32BigEndian(buffer[(1 + length)..], number);
        int head = 1 + length + sizeof(int);
        return buffer[..(head + Encoding.UTF8.GetBytes(agencyId, buffer[head..]))];
    }
}
