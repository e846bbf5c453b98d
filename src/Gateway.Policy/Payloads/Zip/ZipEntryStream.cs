using System.IO.Compression;
using System.IO.Hashing;

namespace HmisGateway.Policy.Payloads.Zip;

/// <summary>
/// The bytes of one file of an archive, read once from front to back. Its end is only reported when length and checksum are those that the
/// archive states; otherwise reading throws <see cref="InvalidDataException"/>.
/// </summary>
public sealed class ZipEntryStream : Stream
{
    private readonly ZipEntry _entry;
    private readonly Stream _data;
    private readonly Crc32 _crc = new();
    private readonly Stream? _owned;
    private long _read;

    /// <summary>Opens a file.</summary>
    /// <param name="archive">The archive; this alone reads it until it is disposed.</param>
    /// <param name="entry">Which file.</param>
    /// <param name="ownsArchive">Whether to dispose the archive with this.</param>
    public ZipEntryStream(Stream archive, ZipEntry entry, bool ownsArchive = false)
    {
        _entry = entry;
        _owned = ownsArchive ? archive : null;
        StreamPart part = new(archive, entry.DataOffset, entry.CompressedSize);
        _data = entry.IsDeflated ? new DeflateStream(part, CompressionMode.Decompress) : part;
    }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => _entry.Size;

    /// <inheritdoc/>
    public override long Position
    {
        get => _read;
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

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
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _data.Dispose();
            _owned?.Dispose();
        }

        base.Dispose(disposing);
    }
}
