using System.Buffers.Binary;
using System.Buffers.Text;
using HmisGateway.Identity;
using HmisGateway.Policy.Clients;

namespace HmisGateway.Offline;

/// <summary>A place in the worklist of an agency: a client by the receipt of its oldest held item and the agency's own pseudonym.</summary>
/// <param name="Oldest">The receipt.</param>
/// <param name="Client">The client.</param>
internal readonly record struct WorklistPlace(Guid Oldest, Pseudonym Client)
{
    private const int PartLength = 16;
    private const int TextLength = 43;

    /// <summary>The place as a cursor, opaque to the caller.</summary>
    public string ToCursor()
    {
        Span<byte> bytes = stackalloc byte[2 * PartLength];
        Oldest.TryWriteBytes(bytes, bigEndian: true, out _);
        BinaryPrimitives.WriteUInt128BigEndian(bytes[PartLength..], Client.Hash);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Reads a cursor; null for anything that <see cref="ToCursor"/> did not write.</summary>
    public static WorklistPlace? Read(string cursor)
    {
        Span<byte> bytes = stackalloc byte[2 * PartLength];
        return cursor.Length == TextLength && Base64Url.IsValid(cursor)
            && Base64Url.TryDecodeFromChars(cursor, bytes, out int length) && length == bytes.Length
            ? new WorklistPlace(
                new Guid(bytes[..PartLength], bigEndian: true),
                new Pseudonym(IdentifierScheme.Agency, BinaryPrimitives.ReadUInt128BigEndian(bytes[PartLength..])))
            : null;
    }
}
