using System.Buffers;
using System.Security.Cryptography;
using HmisGateway.Policy.Payloads;

namespace HmisGateway.Storage.Spools;

/// <summary>Reads a spool from any place; keeps one chunk in memory.</summary>
internal sealed class SpoolReader(EncryptedSpool spool) : ReadStream
{
    private readonly AesGcm _cipher = spool.CreateCipher();
    private byte[] _stored = ArrayPool<byte>.Shared.Rent(EncryptedSpool.StoredLength);
    private byte[] _plain = ArrayPool<byte>.Shared.Rent(EncryptedSpool.ChunkLength);
    private long _chunk = -1;
    private int _length;

    /// <inheritdoc/>
    public override bool CanSeek => true;

    /// <inheritdoc/>
    public override long Length => spool.Length;

    /// <inheritdoc/>
    public override long Position { get; set; }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty || Position >= spool.Length)
        {
            return 0;
        }

        long chunk = Position / EncryptedSpool.ChunkLength;
        if (chunk != _chunk)
        {
            _length = spool.ReadChunk(chunk, _cipher, _stored, _plain);
            _chunk = chunk;
        }

        ReadOnlySpan<byte> rest = _plain.AsSpan(0, _length)[(int)(Position % EncryptedSpool.ChunkLength)..];
        int taken = Math.Min(rest.Length, buffer.Length);
        rest[..taken].CopyTo(buffer);
        Position += taken;
        return taken;
    }

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
