using System.IO.Compression;
using System.IO.Hashing;

namespace HmisGateway.Policy.Payloads.Zip;

/// <summary>
/// The bytes of one file of an archive, read once from front to back. Its end is only reported when length and checksum are those that the
/// archive states; otherwise reading throws <see cref="InvalidDataException"/>.
/// </summary>
public sealed class ZipEntryStream : ReadStream
{
    private readonly ZipEntry _entry;
    private readonly Stream _data;
    private readonly Crc32 _crc = new();
    private long _read;

    /// <summary>Opens a file.</summary>
    /// <param name="archive">The archive; this alone reads it until it is disposed.</param>
    /// <param name="entry">Which file.</param>
    /// <param name="ownsArchive">Whether to dispose the archive with this.</param>
    public ZipEntryStream(Stream archive, ZipEntry entry, bool ownsArchive = false)
    {
        _entry = entry;
        StreamSection section = new(archive, entry.DataOffset, entry.CompressedSize, ownsArchive);
        _data = entry.IsDeflated ? new DeflateStream(section, CompressionMode.Decompress) : section;
    }

    /// <inheritdoc/>
    public override long Length => _entry.Size;

    /// <inheritdoc/>
    public override long Position
    {
        get => _read;
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The file is not what the archive says of it.</exception>
    public override int Read(Span<byte> buffer)
    {
        int read = _data.Read(buffer);
        _crc.Append(buffer[..read]);
        _read += read;
        return _read > _entry.Size || (read == 0 && !buffer.IsEmpty && (_read != _entry.Size || _crc.GetCurrentHashAsUInt32() != _entry.Crc32))
            ? throw new InvalidDataException("A file in the archive does not have the length or the checksum that the archive states.")
            : read;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _data.Dispose();
        }

        base.Dispose(disposing);
    }
}
