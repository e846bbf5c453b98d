using System.IO.Compression;
using HmisGateway.Policy.Payloads.Zip;

namespace HmisGateway.Fuzz.Targets;

/// <summary>An archive that is taken has the files that the platform's reader finds, byte for byte, unless reading says that it is damaged.</summary>
internal static class ZipTarget
{
    private const long MaxSize = 1 << 24;

    /// <summary>Reads an input.</summary>
    internal static void Read(byte[] bytes)
    {
        using MemoryStream archive = new(bytes);
        if (ZipDirectory.Read(archive, MaxSize) is not ZipReading.Readable { Entries: { } entries })
        {
            return;
        }

        using ZipArchive other = new(new MemoryStream(bytes), ZipArchiveMode.Read);
        ZipArchiveEntry[] files = [.. other.Entries.Where(static entry => !entry.FullName.EndsWith('/'))];
        if (!files.Select(static entry => entry.FullName).Order(StringComparer.Ordinal).SequenceEqual(entries.Select(static entry => entry.Name).Order(StringComparer.Ordinal)))
        {
            throw new FuzzFindingException("another reader finds other files in the archive");
        }

        foreach (ZipEntry entry in entries)
        {
            Compare(archive, entry, files.Single(file => file.FullName == entry.Name));
        }
    }

    private static void Compare(Stream archive, ZipEntry entry, ZipArchiveEntry file)
    {
        using MemoryStream read = new();
        try
        {
            using ZipEntryStream stream = new(archive, entry);
            stream.CopyTo(read);
        }
        catch (InvalidDataException)
        {
            return;
        }

        using Stream open = file.Open();
        using MemoryStream same = new();
        open.CopyTo(same);
        if (!same.ToArray().AsSpan().SequenceEqual(read.ToArray()))
        {
            throw new FuzzFindingException("another reader reads other bytes of a file");
        }
    }
}
