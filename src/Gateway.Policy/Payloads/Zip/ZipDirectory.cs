using System.Buffers.Binary;
using System.Text;

namespace HmisGateway.Policy.Payloads.Zip;

/// <summary>Finds the files of a zip archive, and refuses an archive in which another reader could find others.</summary>
/// <remarks>
/// Readers go by the central directory, by the local headers one after the other, or by both; they look for the end from the back or from the
/// front; they go by the first of two equal names or by the last. Here all of these lead to the same: the archive ends with the one end
/// record, without comment; the central directory stands right before it; the local files stand before that, from the first byte, one behind the
/// other without gap or overlap; both headers of a file agree; no two names are equal, however they are compared. What only some readers
/// know is refused: 64-bit sizes, encryption, several disks, other names in extra fields.
/// </remarks>
public static class ZipDirectory
{
    /// <summary>The most files in an archive.</summary>
    public const int MaxEntries = 200;

    /// <summary>How many times larger than the archive its files may be, once they are over <see cref="RatioFrom"/>.</summary>
    public const int MaxRatio = 200;

    /// <summary>From how many bytes of all files on the ratio counts.</summary>
    public const long RatioFrom = 16 * 1024 * 1024;

    private const uint LocalSignature = 0x04034b50;
    private const uint CentralSignature = 0x02014b50;
    private const uint EndSignature = 0x06054b50;
    private const uint DescriptorSignature = 0x08074b50;

    private const int LocalLength = 30;
    private const int CentralLength = 46;
    private const int EndLength = 22;
    private const int DescriptorLength = 12;
    private const int MaxNameLength = 200;
    private const int MaxCentralLength = 1024 * 1024;

    /// <summary>64-bit sizes, encryption, the name in UTF-8, the comment in UTF-8: what readers that know them prefer to the header.</summary>
    private static readonly HashSet<ushort> s_refusedExtras = [0x0001, 0x0017, 0x9901, 0x7075, 0x6375];

    /// <summary>Reads the directory of an archive.</summary>
    /// <param name="archive">The archive; it can seek.</param>
    /// <param name="maxSize">Most bytes of all files together.</param>
    /// <returns>The files, or why the archive is refused.</returns>
    public static ZipReading Read(Stream archive, long maxSize)
    {
        try
        {
            return ReadCore(archive, maxSize);
        }
        catch (EndOfStreamException)
        {
            return Refused();
        }
    }

    private static ZipReading ReadCore(Stream archive, long maxSize)
    {
        if (archive.Length < EndLength)
        {
            return Refused();
        }

        Span<byte> end = stackalloc byte[EndLength];
        long endOffset = archive.Length - EndLength;
        ReadAt(archive, endOffset, end);
        int count = BinaryPrimitives.ReadUInt16LittleEndian(end[10..]);
        long length = BinaryPrimitives.ReadUInt32LittleEndian(end[12..]);
        long offset = BinaryPrimitives.ReadUInt32LittleEndian(end[16..]);
        if (BinaryPrimitives.ReadUInt32LittleEndian(end) != EndSignature
            || BinaryPrimitives.ReadUInt32LittleEndian(end[4..]) != 0
            || BinaryPrimitives.ReadUInt16LittleEndian(end[8..]) != count
            || BinaryPrimitives.ReadUInt16LittleEndian(end[20..]) != 0
            || offset + length != endOffset)
        {
            return Refused();
        }

        if (count is 0 or > MaxEntries || length > MaxCentralLength)
        {
            return new ZipReading.Unreadable(UnreadableReason.TooLarge);
        }

        byte[] central = new byte[length];
        ReadAt(archive, offset, central);
        return ReadEntries(archive, central, count, offset) is not { } entries ? Refused()
            : IsTooLarge(entries, archive.Length, maxSize) ? new ZipReading.Unreadable(UnreadableReason.TooLarge)
            : new ZipReading.Readable([.. entries.Where(static entry => !entry.Name.EndsWith('/'))]);
    }

    private static List<ZipEntry>? ReadEntries(Stream archive, ReadOnlySpan<byte> central, int count, long centralOffset)
    {
        List<(uint Offset, ZipFields Fields, string Name)> found = [];
        HashSet<string> names = new(StringComparer.OrdinalIgnoreCase);
        for (int i = 0; i < count; i++)
        {
            if (central.Length < CentralLength || BinaryPrimitives.ReadUInt32LittleEndian(central) != CentralSignature)
            {
                return null;
            }

            int nameLength = BinaryPrimitives.ReadUInt16LittleEndian(central[28..]);
            int extraLength = BinaryPrimitives.ReadUInt16LittleEndian(central[30..]);
            bool hasComment = BinaryPrimitives.ReadUInt16LittleEndian(central[32..]) != 0;
            bool isOnOtherDisk = BinaryPrimitives.ReadUInt16LittleEndian(central[34..]) != 0;
            ZipFields fields = ZipFields.Read(central[8..]);
            if (hasComment || isOnOtherDisk || !fields.IsPlain || central.Length < CentralLength + nameLength + extraLength)
            {
                return null;
            }

            string? name = Name(central.Slice(CentralLength, nameLength), fields);
            if (name is null || !names.Add(name[(name.TrimEnd('/').LastIndexOf('/') + 1)..]) || !IsPlain(central.Slice(CentralLength + nameLength, extraLength)))
            {
                return null;
            }

            found.Add((BinaryPrimitives.ReadUInt32LittleEndian(central[42..]), fields, name));
            central = central[(CentralLength + nameLength + extraLength)..];
        }

        return central.IsEmpty ? ReadLocal(archive, [.. found.OrderBy(static entry => entry.Offset)], centralOffset) : null;
    }

    /// <summary>Follows the local headers from the first byte to the central directory.</summary>
    private static List<ZipEntry>? ReadLocal(Stream archive, (uint Offset, ZipFields Fields, string Name)[] found, long centralOffset)
    {
        List<ZipEntry> entries = [];
        Span<byte> header = stackalloc byte[LocalLength];
        Span<byte> name = stackalloc byte[MaxNameLength];
        long next = 0;
        foreach ((uint offset, ZipFields fields, string wanted) in found)
        {
            if (offset != next)
            {
                return null;
            }

            ReadAt(archive, offset, header);
            int nameLength = BinaryPrimitives.ReadUInt16LittleEndian(header[26..]);
            int extraLength = BinaryPrimitives.ReadUInt16LittleEndian(header[28..]);
            if (BinaryPrimitives.ReadUInt32LittleEndian(header) != LocalSignature || nameLength != wanted.Length || !fields.Agrees(ZipFields.Read(header[6..])))
            {
                return null;
            }

            archive.ReadExactly(name[..nameLength]);
            byte[] extra = new byte[extraLength];
            archive.ReadExactly(extra);
            long data = offset + LocalLength + nameLength + extraLength;
            long descriptor = fields.SizesFollow ? DescriptorAt(archive, data + fields.CompressedSize, fields) : 0;
            if (!name[..nameLength].SequenceEqual(Encoding.ASCII.GetBytes(wanted)) || !IsPlain(extra) || descriptor < 0)
            {
                return null;
            }

            next = data + fields.CompressedSize + descriptor;
            entries.Add(new ZipEntry(wanted, fields.Method == 8, data, fields.CompressedSize, fields.Size, fields.Crc32));
        }

        return next == centralOffset ? entries : null;
    }

    /// <summary>Length of what stands behind the data when it repeats the central directory; -1 when it does not.</summary>
    private static long DescriptorAt(Stream archive, long offset, ZipFields fields)
    {
        Span<byte> bytes = stackalloc byte[DescriptorLength + sizeof(uint)];
        archive.Position = offset;
        int read = archive.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        bool isSigned = read == bytes.Length && BinaryPrimitives.ReadUInt32LittleEndian(bytes) == DescriptorSignature;
        ReadOnlySpan<byte> said = isSigned ? bytes[sizeof(uint)..] : bytes;
        return read >= DescriptorLength
            && BinaryPrimitives.ReadUInt32LittleEndian(said) == fields.Crc32
            && BinaryPrimitives.ReadUInt32LittleEndian(said[4..]) == fields.CompressedSize
            && BinaryPrimitives.ReadUInt32LittleEndian(said[8..]) == fields.Size
            ? DescriptorLength + (isSigned ? sizeof(uint) : 0)
            : -1;
    }

    /// <summary>A relative path of plain names; null for anything that a reader may unpack to another place.</summary>
    private static string? Name(ReadOnlySpan<byte> bytes, ZipFields fields)
    {
        if (bytes.Length is 0 or > MaxNameLength || !Ascii.IsValid(bytes))
        {
            return null;
        }

        string name = Encoding.ASCII.GetString(bytes);
        bool isFolder = name.EndsWith('/');
        string[] parts = (isFolder ? name[..^1] : name).Split('/');
        return (isFolder && fields.Size != 0) || !parts.All(IsPlainName) ? null : name;
    }

    private static bool IsPlainName(string part) =>
        part.Length > 0
        && char.IsAsciiLetterOrDigit(part[0])
        && char.IsAsciiLetterOrDigit(part[^1])
        && part.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or ' ' or '(' or ')');

    private static bool IsPlain(ReadOnlySpan<byte> extra)
    {
        while (extra.Length >= 4)
        {
            int length = BinaryPrimitives.ReadUInt16LittleEndian(extra[2..]);
            if (s_refusedExtras.Contains(BinaryPrimitives.ReadUInt16LittleEndian(extra)) || extra.Length < 4 + length)
            {
                return false;
            }

            extra = extra[(4 + length)..];
        }

        return extra.IsEmpty;
    }

    private static bool IsTooLarge(List<ZipEntry> entries, long archiveLength, long maxSize)
    {
        long total = entries.Sum(static entry => entry.Size);
        return total > maxSize || (total > RatioFrom && total / MaxRatio > archiveLength);
    }

    private static ZipReading.Unreadable Refused() => new(UnreadableReason.AmbiguousZip);

    private static void ReadAt(Stream archive, long offset, Span<byte> bytes)
    {
        archive.Position = offset;
        archive.ReadExactly(bytes);
    }
}
