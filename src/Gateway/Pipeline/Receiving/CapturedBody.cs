using System.Buffers;

namespace HmisGateway.Pipeline.Receiving;

/// <summary>Bytes of one body in pooled memory. Cleared when it goes back to the pool, because it holds personal data.</summary>
internal sealed class CapturedBody : IReceivedBody, IDisposable
{
    private const int FirstRent = 4096;
    private byte[] _bytes;

    /// <summary>Creates an empty body.</summary>
    /// <param name="expected">How many bytes are expected, or 0.</param>
    public CapturedBody(int expected = 0) => _bytes = ArrayPool<byte>.Shared.Rent(Math.Max(expected, FirstRent));

    /// <summary>Number of bytes.</summary>
    public int Length { get; private set; }

    /// <inheritdoc/>
    long IReceivedBody.Received => Length;

    /// <summary>The bytes.</summary>
    public ReadOnlySpan<byte> Span => _bytes.AsSpan(0, Length);

    /// <summary>The bytes.</summary>
    public ReadOnlyMemory<byte> Memory => _bytes.AsMemory(0, Length);

    /// <summary>Room for at least <paramref name="size"/> more bytes.</summary>
    public Span<byte> GetSpan(int size)
    {
        if (_bytes.Length - Length < size)
        {
            Grow(checked(Length + size));
        }

        return _bytes.AsSpan(Length);
    }

    /// <summary>Takes over bytes that were written into <see cref="GetSpan"/>.</summary>
    public void Advance(int count) => Length += count;

    /// <summary>Appends a copy of <paramref name="bytes"/>.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(GetSpan(bytes.Length));
        Length += bytes.Length;
    }

    /// <summary>Forgets the bytes, keeps the memory.</summary>
    public void Clear()
    {
        _bytes.AsSpan(0, Length).Clear();
        Length = 0;
    }

    /// <summary>Reads the bytes as a stream; valid until this is disposed.</summary>
    public Stream OpenRead() => new MemoryStream(_bytes, 0, Length, writable: false);

    /// <inheritdoc/>
    public void Dispose()
    {
        byte[] bytes = _bytes;
        if (bytes.Length == 0)
        {
            return;
        }

        Clear();
        _bytes = [];
        ArrayPool<byte>.Shared.Return(bytes);
    }

    private void Grow(int needed)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, (int)Math.Min(Array.MaxLength, 2L * _bytes.Length)));
        Span.CopyTo(larger);
        _bytes.AsSpan(0, Length).Clear();
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
