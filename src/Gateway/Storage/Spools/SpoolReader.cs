using System.Buffers;
using System.Security.Cryptography;

namespace HmisGateway.Storage.Spools;

/// <summary>Reads a spool from any place; keeps one chunk in memory.</summary>
internal sealed class SpoolReader(EncryptedSpool spool) : Stream
{
    private readonly AesGcm _cipher = spool.CreateCipher();
    private byte[] _stored = ArrayPool<byte>.Shared.Rent(EncryptedSpool.ChunkLength + 16);
    private byte[] _plain = ArrayPool<byte>.Shared.Rent(EncryptedSpool.ChunkLength);
    private long _chunk = -1;
    private int _length;
    private long _position;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => true;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => spool.Length;

    /// <inheritdoc/>
    public override long Position
    {
        get => _position;
        set => _position = value;
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty || _position >= spool.Length)
        {
            return 0;
        }

        long chunk = _position / EncryptedSpool.ChunkLength;
        if (chunk != _chunk)
        {
            _length = spool.ReadChunk(chunk, _cipher, _stored, _plain);
            _chunk = chunk;
        }

        ReadOnlySpan<byte> rest = _plain.AsSpan(0, _length)[(int)(_position % EncryptedSpool.ChunkLength)..];
        int taken = Math.Min(rest.Length, buffer.Length);
        rest[..taken].CopyTo(buffer);
        _position += taken;
        return taken;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(Read(buffer.Span));
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => _position + offset,
        _ => spool.Length + offset,
    };

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && _plain.Length > 0)
        {
            _cipher.Dispose();
            ArrayPool<byte>.Shared.Return(_plain, clearArray: true);
            ArrayPool<byte>.Shared.Return(_stored);
            _plain = _stored = [];
        }

        base.Dispose(disposing);
    }
}
