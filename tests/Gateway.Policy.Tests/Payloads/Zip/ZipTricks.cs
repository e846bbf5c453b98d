using System.Buffers.Binary;
using System.Text;

namespace HmisGateway.Policy.Tests.Payloads.Zip;

/// <summary>
/// Archives in which two readers find different files: each shows <see cref="Shown"/> to one reader and <see cref="Hidden"/> to another.
/// Source: Zhang et al., "My ZIP isn't your ZIP", USENIX Security 2025 (fourteen kinds), and their kin.
/// </summary>
internal static class ZipTricks
{
    /// <summary>The file that a careless reader inspects.</summary>
    public const string Shown = "PersonalID,FirstName\r\n1001,Ann\r\n";

    /// <summary>The file that another reader imports.</summary>
    public const string Hidden = "PersonalID,FirstName\r\n1003,Bea\r\n";

    private const string Name = "Client.csv";

    /// <summary>All of them by name.</summary>
    public static SortedDictionary<string, byte[]> All { get; } = new(Make().ToDictionary(static trick => trick.Name, static trick => trick.Archive), StringComparer.Ordinal);

    /// <summary>The plain twin: the same files, and every reader finds them.</summary>
    public static byte[] Plain(Action<ZipBuilder.File>? change = null) => new ZipBuilder().Add(Name, Shown, change).Build();

    private static IEnumerable<(string Name, byte[] Archive)> Make()
    {
        // Redundant metadata: the local header against the central directory.
        yield return ("the local header has another name", Plain(static file => file.Local.Name = "Export.csv"));
        yield return ("the local header has another name of the same length", Plain(static file => file.Local.Name = "Clienu.csv"));
        yield return ("the local header has another method", Plain(static file => file.Local.Method = 8));
        yield return ("the local header has another compressed size", Plain(static file => file.Local.CompressedSize--));
        yield return ("the local header has another size", Plain(static file => file.Local.Size--));
        yield return ("the local header has another checksum", Plain(static file => file.Local.Crc++));
        yield return ("the local header says encrypted", Plain(static file => file.Local.Flags |= 1));
        yield return ("the central directory says encrypted", Plain(static file => file.Central.Flags |= 1));
        yield return ("both say encrypted", Plain(static file => file.Both(static fields => fields.Flags |= 1)));
        yield return ("the central directory is masked", Plain(static file => file.Both(static fields => fields.Flags |= 1 << 13)));
        yield return ("the data descriptor says another size", Plain(static file =>
        {
            file.SizesFollow();
            file.Descriptor[12]++;
        }));
        yield return ("the data descriptor says another checksum", Plain(static file =>
        {
            file.SizesFollow();
            file.Descriptor[4]++;
        }));
        yield return ("the data descriptor is missing", Plain(static file =>
        {
            file.SizesFollow();
            file.Descriptor = [];
        }));
        yield return ("the local header has sizes and a descriptor follows with others", Plain(static file =>
        {
            file.SizesFollow();
            file.Local.Size = 5;
        }));
        yield return ("a descriptor that no flag announces", Plain(static file =>
        {
            file.SizesFollow();
            file.Both(static fields => fields.Flags = 0);
        }));
        yield return ("only the local header announces a descriptor", Plain(static file =>
        {
            file.SizesFollow();
            file.Central.Flags = 0;
        }));
        yield return ("an unknown method", Plain(static file => file.Both(static fields => fields.Method = 12)));
        yield return ("stored with two sizes", Plain(static file => file.Both(static fields => fields.Size += 5)));
        yield return ("a Unicode path in the central directory", Plain(static file => file.Central.Extra = UnicodePath("Export.csv")));
        yield return ("a Unicode path in the local header", Plain(static file => file.Local.Extra = UnicodePath("Export.csv")));
        yield return ("64-bit sizes in the central directory", Plain(static file => file.Central.Extra = Extra(0x0001, new byte[16])));
        yield return ("64-bit sizes in the local header", Plain(static file => file.Local.Extra = Extra(0x0001, new byte[16])));
        yield return ("64-bit sizes announced", Plain(static file => file.Both(static fields => (fields.Size, fields.CompressedSize) = (uint.MaxValue, uint.MaxValue))));
        yield return ("an extra field that is longer than there is", Plain(static file => file.Central.Extra = [0x55, 0x54, 0xFF, 0x00, 1]));
        yield return ("AES encryption", Plain(static file => file.Central.Extra = Extra(0x9901, new byte[7])));
        yield return ("a comment of the file", Plain(static file => file.Central.Comment = [.. "x"u8]));
        yield return ("a file on another disk", Plain(static file => file.Central.Disk = 1));

        // Names.
        yield return ("the same name twice", Twice(Name));
        yield return ("names that differ in case", Twice("client.CSV"));
        yield return ("the same file in a folder", Twice("hmis/Client.csv"));
        yield return ("the same file in two folders", new ZipBuilder().Add("a/Client.csv", Shown).Add("b/client.csv", Hidden).Build());
        foreach (string name in new[]
        {
            "./Client.csv", "/Client.csv", "../Client.csv", "a/../Client.csv", "a//Client.csv", "Client.csv ", "Client.csv.", "C:\\Client.csv", "a\\Client.csv",
            "Client\0.csv", "Cliént.csv", "\uFF23lient.csv", " Client.csv", ".Client.csv", "Client.csv\n", "",
        })
        {
            yield return ($"the name {Uri.EscapeDataString(name)}", new ZipBuilder().Add("Export.csv", Shown).Add(name, Hidden).Build());
        }

        yield return ("a folder with content", new ZipBuilder().Add(Name, Shown).Add("data/", Hidden).Build());

        // Where things stand.
        yield return ("two archives one behind the other", [.. Plain(), .. new ZipBuilder().Add(Name, Hidden).Build()]);
        yield return ("an archive in the comment", new ZipBuilder { Comment = new ZipBuilder().Add(Name, Hidden).Build() }.Add(Name, Shown).Build());
        yield return ("a comment", new ZipBuilder { Comment = [.. "x"u8] }.Add(Name, Shown).Build());
        yield return ("bytes behind the end", new ZipBuilder { Suffix = [0] }.Add(Name, Shown).Build());
        yield return ("bytes before the first file", new ZipBuilder { Prefix = [.. "MZ"u8] }.Add(Name, Shown).Build());
        yield return ("bytes before the first file that no offset counts", new ZipBuilder { Prefix = [.. "MZ"u8], CountsPrefix = false }.Add(Name, Shown).Build());
        yield return ("a file between two that only local headers know", new ZipBuilder().Add("Export.csv", Shown).Add(Name, Hidden, static file => file.IsListed = false).Build());
        yield return ("a file before the central directory that it does not list", new ZipBuilder().Add(Name, Hidden, static file => file.IsListed = false).Add("Export.csv", Shown).Build());
        yield return ("bytes between two files", new ZipBuilder().Add("Export.csv", Shown).Add(Name, Shown, static file => file.Before = [1, 2, 3]).Build());
        yield return ("bytes before the central directory", new ZipBuilder { BeforeCentral = [1] }.Add(Name, Shown).Build());
        yield return ("bytes behind the central directory", new ZipBuilder { BeforeEnd = [1] }.Add(Name, Shown).Build());
        yield return ("a 64-bit end record", new ZipBuilder { BeforeEnd = Zip64End() }.Add(Name, Shown).Build());
        yield return ("two files with the same bytes", new ZipBuilder().Add(Name, Shown).Add("Export.csv", Shown, static file => (file.IsWritten, file.Offset) = (false, 0)).Build());
        yield return ("a file inside another", Overlapping());
        yield return ("an offset behind the end", Plain(static file => file.Offset = 1 << 20));
        yield return ("fewer files counted than listed", Ended(static end => end[10] = end[8] = 1));
        yield return ("fewer files counted on this disk", Ended(static end => end[8] = 1));
        yield return ("more files counted than listed", Ended(static end => end[10] = end[8] = 3));
        yield return ("the central directory is shorter than it says", Ended(static end => end[12]++));
        yield return ("the central directory begins elsewhere", Ended(static end => end[16]--));
        yield return ("another disk", Ended(static end => end[4] = 1));
        yield return ("files counted in 64 bits", Ended(static end => end.AsSpan(8, 4).Fill(0xFF)));
        yield return ("no file at all", new ZipBuilder().Build());
        yield return ("an end record alone with a directory that is not there", [.. new ZipBuilder { End = static end => end[10] = end[8] = 1 }.Build()]);
        yield return ("cut off", Plain()[..^1]);
        yield return ("nothing", []);

        // Size.
        yield return ("a bomb by its own account", Plain(static file =>
        {
            file.Deflate();
            file.Both(static fields => fields.Size = 1u << 31);
        }));
        yield return ("201 files", Many(201));
    }

    private static byte[] Twice(string second) => new ZipBuilder().Add(Name, Shown).Add(second, Hidden).Build();

    private static byte[] Ended(Action<byte[]> change) => new ZipBuilder { End = change }.Add("Export.csv", Shown).Add(Name, Hidden).Build();

    private static byte[] Many(int count)
    {
        ZipBuilder builder = new();
        for (int i = 0; i < count; i++)
        {
            builder.Add($"F{i}.csv", Shown);
        }

        return builder.Build();
    }

    /// <summary>The second file's header and data stand inside the first one's data.</summary>
    private static byte[] Overlapping()
    {
        byte[] inner = new ZipBuilder().Add(Name, Hidden).Build();
        string data = Encoding.Latin1.GetString(inner.AsSpan(0, 30 + Name.Length + Hidden.Length));
        return new ZipBuilder().Add("Export.csv", data).Add(Name, Hidden, static file => (file.IsWritten, file.Offset) = (false, 30 + "Export.csv".Length)).Build();
    }

    private static byte[] Extra(ushort id, byte[] data)
    {
        byte[] extra = new byte[4 + data.Length];
        BinaryPrimitives.WriteUInt16LittleEndian(extra, id);
        BinaryPrimitives.WriteUInt16LittleEndian(extra.AsSpan(2), (ushort)data.Length);
        data.CopyTo(extra, 4);
        return extra;
    }

    private static byte[] UnicodePath(string name) => Extra(0x7075, [1, 0, 0, 0, 0, .. Encoding.UTF8.GetBytes(name)]);

    /// <summary>A 64-bit end record and its locator, with other counts and another offset.</summary>
    private static byte[] Zip64End()
    {
        byte[] record = new byte[56 + 20];
        BinaryPrimitives.WriteUInt32LittleEndian(record, 0x06064b50);
        BinaryPrimitives.WriteUInt64LittleEndian(record.AsSpan(4), 44);
        BinaryPrimitives.WriteUInt64LittleEndian(record.AsSpan(32), 7);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(56), 0x07064b50);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(72), 1);
        return record;
    }
}
