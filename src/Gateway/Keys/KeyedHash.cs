using System.Security.Cryptography;

namespace HmisGateway.Keys;

/// <summary>HMAC-SHA-256 under one key, for several threads.</summary>
/// <remarks>
/// Preparing a key costs twice as much as hashing a short message under it. A few prepared hashes are kept, each with its lock, so that
/// threads on different processors rarely meet; the key bytes need not be kept.
/// </remarks>
internal sealed class KeyedHash : IDisposable
{
    private static readonly int s_width = Math.Clamp(Environment.ProcessorCount, 1, 8);

    private readonly IncrementalHash[] _hashes = new IncrementalHash[s_width];

    /// <summary>Creates it; the caller clears the key.</summary>
    public KeyedHash(ReadOnlySpan<byte> key)
    {
        for (int i = 0; i < _hashes.Length; i++)
        {
            _hashes[i] = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        }
    }

    /// <summary>Hashes a message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="destination">Takes 32 bytes.</param>
    public void Compute(ReadOnlySpan<byte> message, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(destination.Length, HMACSHA256.HashSizeInBytes);
        IncrementalHash hash = _hashes[Thread.GetCurrentProcessorId() % _hashes.Length];
        lock (hash)
        {
            hash.AppendData(message);
            hash.GetHashAndReset(destination);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (IncrementalHash hash in _hashes)
        {
            hash.Dispose();
        }
    }
}
