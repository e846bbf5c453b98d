namespace HmisGateway.Policy.Payloads.Zip;

/// <summary>A file in a zip archive, as central directory and local header agree on it.</summary>
/// <param name="Name">Its name, ASCII, with <c>/</c> between folders.</param>
/// <param name="IsDeflated">True when it is compressed; false when it is stored as it is.</param>
/// <param name="DataOffset">Where its bytes begin in the archive.</param>
/// <param name="CompressedSize">How many bytes it has in the archive.</param>
/// <param name="Size">How many bytes it has.</param>
/// <param name="Crc32">Checksum of its bytes.</param>
public sealed record ZipEntry(string Name, bool IsDeflated, long DataOffset, long CompressedSize, long Size, uint Crc32)
{
    /// <summary>The name without folders.</summary>
    public string FileName => Name[(Name.LastIndexOf('/') + 1)..];
}
