using System.Buffers.Binary;

namespace HmisGateway.Policy.Payloads.Zip;

/// <summary>What the local header and the central directory both say of a file. Source: PKWARE APPNOTE 6.3.10, 4.4.</summary>
/// <param name="Flags">General purpose bit flag.</param>
/// <param name="Method">Compression method.</param>
/// <param name="Time">Time and date of the file, in the format of MS-DOS.</param>
/// <param name="Crc32">Checksum, or 0 when it stands behind the data.</param>
/// <param name="CompressedSize">Bytes in the archive, or 0 when it stands behind the data.</param>
/// <param name="Size">Bytes of the file, or 0 when it stands behind the data.</param>
internal readonly record struct ZipFields(ushort Flags, ushort Method, uint Time, uint Crc32, uint CompressedSize, uint Size)
{
    /// <summary>Length of these fields, in bytes.</summary>
    internal const int Length = 20;

    private const ushort SizesFollowFlag = 1 << 3;

    /// <summary>Compression level (bits 1 and 2), sizes behind the data (3), names in UTF-8 (11).</summary>
    private const ushort KnownFlags = (1 << 1) | (1 << 2) | SizesFollowFlag | (1 << 11);

    /// <summary>True when checksum and sizes stand behind the data too.</summary>
    internal bool SizesFollow => (Flags & SizesFollowFlag) != 0;

    /// <summary>True when there is nothing that readers treat differently: no encryption, no method but stored and deflated, no 64-bit sizes.</summary>
    internal bool IsPlain =>
        (Flags & ~KnownFlags) == 0 && Method is 0 or 8 && CompressedSize != uint.MaxValue && Size != uint.MaxValue && (Method == 8 || CompressedSize == Size);

    /// <summary>Reads the fields.</summary>
    internal static ZipFields Read(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadUInt16LittleEndian(bytes),
        BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..]),
        BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]),
        BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]),
        BinaryPrimitives.ReadUInt32LittleEndian(bytes[12..]),
        BinaryPrimitives.ReadUInt32LittleEndian(bytes[16..]));

    /// <summary>Whether a local header says the same as this, which the central directory says.</summary>
    internal bool Agrees(ZipFields local) =>
        local.Flags == Flags
        && local.Method == Method
        && local.Time == Time
        && (local == this || (SizesFollow && local is { Crc32: 0, CompressedSize: 0, Size: 0 }));
}
