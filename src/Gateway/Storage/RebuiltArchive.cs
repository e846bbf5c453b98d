using System.IO.Compression;

namespace HmisGateway.Storage;

/// <summary>How the gateway writes archives: the same content gives the same bytes, and nothing tells when or where it was packed.</summary>
internal static class RebuiltArchive
{
    private static readonly DateTimeOffset s_time = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Adds a file; open it next.</summary>
    /// <param name="archive">The archive.</param>
    /// <param name="name">Name of the file, with <c>/</c> between folders.</param>
    public static ZipArchiveEntry AddFile(this ZipArchive archive, string name)
    {
        ZipArchiveEntry entry = archive.CreateEntry(name, CompressionLevel.Fastest);
        entry.LastWriteTime = s_time;
        return entry;
    }
}
