using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Text;

namespace HmisGateway.Policy.Tests.Payloads.Zip;

/// <summary>Writes zip archives byte by byte, so that any field can say what it should not.</summary>
internal sealed class ZipBuilder
{
    private readonly List<File> _files = [];

    /// <summary>Stands before the first file.</summary>
    public byte[] Prefix { get; set; } = [];

    /// <summary>Stands between the last file and the central directory.</summary>
    public byte[] BeforeCentral { get; set; } = [];

    /// <summary>Stands between the central directory and the end record.</summary>
    public byte[] BeforeEnd { get; set; } = [];

    /// <summary>Stands behind the end record.</summary>
    public byte[] Suffix { get; set; } = [];

    /// <summary>The comment of the archive.</summary>
    public byte[] Comment { get; set; } = [];

    /// <summary>Changes the end record before it is written.</summary>
    public Action<byte[]> End { get; set; } = static _ => { };

    /// <summary>Whether offsets count from the start of the archive, prefix included.</summary>
    public bool CountsPrefix { get; set; } = true;

    /// <summary>Adds a file.</summary>
    public ZipBuilder Add(string name, string content, Action<File>? change = null)
    {
        File file = new(name, Encoding.UTF8.GetBytes(content));
        change?.Invoke(file);
        _files.Add(file);
        return this;
    }

    /// <summary>The archive.</summary>
    public byte[] Build()
    {
        using MemoryStream archive = new();
        archive.Write(Prefix);
        List<(File File, long Offset)> placed = [];
        foreach (File file in _files)
        {
            placed.Add((file, file.Offset ?? archive.Position - (CountsPrefix ? 0 : Prefix.Length)));
            if (file.IsWritten)
            {
                archive.Write(file.Before);
                Header(archive, file, 0x04034b50, 0, isCentral: false);
                archive.Write(file.Data);
                archive.Write(file.Descriptor);
            }
        }

        archive.Write(BeforeCentral);
        long central = archive.Position;
        foreach ((File file, long offset) in placed.Where(static entry => entry.File.IsListed))
        {
            Header(archive, file, 0x02014b50, offset + file.Before.Length, isCentral: true);
        }

        long length = archive.Position - central;
        archive.Write(BeforeEnd);
        byte[] end = new byte[22];
        BinaryPrimitives.WriteUInt32LittleEndian(end, 0x06054b50);
        ushort count = (ushort)placed.Count(static entry => entry.File.IsListed);
        BinaryPrimitives.WriteUInt16LittleEndian(end.AsSpan(8), count);
        BinaryPrimitives.WriteUInt16LittleEndian(end.AsSpan(10), count);
        BinaryPrimitives.WriteUInt32LittleEndian(end.AsSpan(12), (uint)length);
        BinaryPrimitives.WriteUInt32LittleEndian(end.AsSpan(16), (uint)(central - (CountsPrefix ? 0 : Prefix.Length)));
        BinaryPrimitives.WriteUInt16LittleEndian(end.AsSpan(20), (ushort)Comment.Length);
        End(end);
        archive.Write(end);
        archive.Write(Comment);
        archive.Write(Suffix);
        return archive.ToArray();
    }

    private static void Header(MemoryStream archive, File file, uint signature, long offset, bool isCentral)
    {
        Fields fields = isCentral ? file.Central : file.Local;
        byte[] name = Encoding.UTF8.GetBytes(fields.Name);
        byte[] bytes = new byte[isCentral ? 46 : 30];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, signature);
        int at = isCentral ? 6 : 4;
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(at), 20);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(at + 2), fields.Flags);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(at + 4), fields.Method);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at + 6), 0x5A21_0000);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at + 10), fields.Crc);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at + 14), fields.CompressedSize);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at + 18), fields.Size);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(at + 22), (ushort)name.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(at + 24), (ushort)fields.Extra.Length);
        if (isCentral)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(32), (ushort)fields.Comment.Length);
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(34), fields.Disk);
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(42), (uint)offset);
        }

        archive.Write(bytes);
        archive.Write(name);
        archive.Write(fields.Extra);
        if (isCentral)
        {
            archive.Write(fields.Comment);
        }
    }

    /// <summary>What one of the two headers of a file says.</summary>
    internal sealed class Fields
    {
        public required string Name { get; set; }

        public ushort Flags { get; set; }

        public ushort Method { get; set; }

        public uint Crc { get; set; }

        public uint CompressedSize { get; set; }

        public uint Size { get; set; }

        public byte[] Extra { get; set; } = [];

        public byte[] Comment { get; set; } = [];

        public ushort Disk { get; set; }
    }

    /// <summary>A file: its bytes, and its two headers.</summary>
    internal sealed class File
    {
        public File(string name, byte[] content)
        {
            Data = content;
            Local = Of(name, content);
            Central = Of(name, content);
        }

        public byte[] Data { get; set; }

        public Fields Local { get; }

        public Fields Central { get; }

        /// <summary>Stands before the local header.</summary>
        public byte[] Before { get; set; } = [];

        /// <summary>Stands behind the data.</summary>
        public byte[] Descriptor { get; set; } = [];

        /// <summary>False for a file that only the central directory knows.</summary>
        public bool IsWritten { get; set; } = true;

        /// <summary>False for a file that only the local headers know.</summary>
        public bool IsListed { get; set; } = true;

        /// <summary>Where the central directory says it is; null for where it is.</summary>
        public long? Offset { get; set; }

        /// <summary>Changes both headers.</summary>
        public void Both(Action<Fields> change)
        {
            change(Local);
            change(Central);
        }

        /// <summary>Compresses the data.</summary>
        public void Deflate()
        {
            using MemoryStream compressed = new();
            using (DeflateStream deflate = new(compressed, CompressionLevel.Optimal, leaveOpen: true))
            {
                deflate.Write(Data);
            }

            Data = compressed.ToArray();
            Both(fields => (fields.Method, fields.CompressedSize) = (8, (uint)Data.Length));
        }

        /// <summary>Puts checksum and sizes behind the data, as writers do that do not know them before.</summary>
        public void SizesFollow(bool isSigned = true)
        {
            Both(static fields => fields.Flags |= 8);
            byte[] descriptor = new byte[16];
            BinaryPrimitives.WriteUInt32LittleEndian(descriptor, 0x08074b50);
            BinaryPrimitives.WriteUInt32LittleEndian(descriptor.AsSpan(4), Central.Crc);
            BinaryPrimitives.WriteUInt32LittleEndian(descriptor.AsSpan(8), Central.CompressedSize);
            BinaryPrimitives.WriteUInt32LittleEndian(descriptor.AsSpan(12), Central.Size);
            Descriptor = isSigned ? descriptor : descriptor[4..];
            (Local.Crc, Local.CompressedSize, Local.Size) = (0, 0, 0);
        }

        private static Fields Of(string name, byte[] content) => new()
        {
            Name = name,
            Crc = Crc32.HashToUInt32(content),
            CompressedSize = (uint)content.Length,
            Size = (uint)content.Length,
        };
    }
}
