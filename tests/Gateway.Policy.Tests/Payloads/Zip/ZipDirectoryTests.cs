using System.IO.Compression;
using System.Text;
using HmisGateway.Policy.Payloads;
using HmisGateway.Policy.Payloads.Zip;

namespace HmisGateway.Policy.Tests.Payloads.Zip;

/// <summary>An archive is taken when every reader finds the same files in it, and only then.</summary>
public sealed class ZipDirectoryTests
{
    private const long MaxSize = 1L << 33;

    public static TheoryData<string> Tricks => [.. ZipTricks.All.Keys];

    public static TheoryData<string> Plain => ["stored", "deflated", "sizes behind the data", "sizes behind the data without signature", "a time in an extra field", "a name in UTF-8", "a level"];

    [Theory]
    [MemberData(nameof(Tricks))]
    public void An_archive_that_two_readers_read_differently_is_refused(string trick)
    {
        using MemoryStream archive = new(ZipTricks.All[trick]);

        ZipDirectory.Read(archive, MaxSize).ShouldBeOfType<ZipReading.Unreadable>();
    }

    [Theory]
    [MemberData(nameof(Plain))]
    public void A_plain_archive_is_read(string kind)
    {
        using MemoryStream archive = new(ZipTricks.Plain(file =>
        {
            if (kind != "stored")
            {
                file.Deflate();
            }

            switch (kind)
            {
                case "sizes behind the data":
                    file.SizesFollow();
                    break;
                case "sizes behind the data without signature":
                    file.SizesFollow(isSigned: false);
                    break;
                case "a time in an extra field":
                    file.Both(static fields => fields.Extra = [0x55, 0x54, 5, 0, 1, 0, 0, 0, 0]);
                    break;
                case "a name in UTF-8":
                    file.Both(static fields => fields.Flags |= 1 << 11);
                    break;
                case "a level":
                    file.Both(static fields => fields.Flags |= 1 << 1);
                    break;
            }
        }));

        ZipEntry entry = ZipDirectory.Read(archive, MaxSize).ShouldBeOfType<ZipReading.Readable>().Entries.ShouldHaveSingleItem();

        entry.Name.ShouldBe("Client.csv");
        using ZipEntryStream stream = new(archive, entry);
        using StreamReader reader = new(stream);
        reader.ReadToEnd().ShouldBe(ZipTricks.Shown);
    }

    [Theory]
    [InlineData(CompressionLevel.NoCompression)]
    [InlineData(CompressionLevel.Fastest)]
    [InlineData(CompressionLevel.SmallestSize)]
    public void What_the_platform_writes_is_read_with_folders_left_out(CompressionLevel level)
    {
        using MemoryStream archive = new();
        using (ZipArchive zip = new(archive, ZipArchiveMode.Create, leaveOpen: true))
        {
            zip.CreateEntry("hmis/");
            using Stream into = zip.CreateEntry("hmis/Client.csv", level).Open();
            into.Write(Encoding.UTF8.GetBytes(ZipTricks.Shown));
        }

        ZipDirectory.Read(archive, MaxSize).ShouldBeOfType<ZipReading.Readable>().Entries.ShouldHaveSingleItem().FileName.ShouldBe("Client.csv");
    }

    [Fact]
    public void A_file_whose_bytes_are_not_what_the_archive_states_is_not_read_to_its_end()
    {
        foreach (Action<ZipBuilder.File> change in new Action<ZipBuilder.File>[]
        {
            static file => file.Both(static fields => fields.Crc++),
            static file =>
            {
                file.Deflate();
                file.Both(static fields => fields.Size--);
            },
            static file =>
            {
                file.Deflate();
                file.Both(static fields => fields.Size++);
            },
            static file =>
            {
                file.Deflate();
                file.Data[3] ^= 0xFF;
            },
        })
        {
            using MemoryStream archive = new(ZipTricks.Plain(change));
            ZipEntry entry = ZipDirectory.Read(archive, MaxSize).ShouldBeOfType<ZipReading.Readable>().Entries.ShouldHaveSingleItem();
            using ZipEntryStream stream = new(archive, entry);
            using MemoryStream read = new();
            Should.Throw<InvalidDataException>(() => stream.CopyTo(read));
        }
    }

    [Fact]
    public void An_archive_that_inflates_beyond_the_limit_or_the_ratio_is_too_large()
    {
        using MemoryStream archive = new(ZipTricks.Plain());

        ZipDirectory.Read(archive, ZipTricks.Shown.Length - 1).ShouldBe(new ZipReading.Unreadable(UnreadableReason.TooLarge));
    }
}
