using System.Security.Cryptography;
using HmisGateway.Pipeline.Receiving;
using HmisGateway.Storage.Spools;

namespace HmisGateway.Pipeline.Bulk;

/// <summary>A large request body in its spool.</summary>
internal sealed class Upload(EncryptedSpool spool) : IReceivedBody, IDisposable
{
    private readonly IncrementalHash _hashing = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private byte[]? _hash;

    /// <summary>The body, byte for byte as it came.</summary>
    public EncryptedSpool Spool => spool;

    /// <summary>Length of the body in bytes.</summary>
    public long Length => spool.Length;

    /// <inheritdoc/>
    public long Received => spool.Length;

    /// <inheritdoc/>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        spool.Write(bytes);
        _hashing.AppendData(bytes);
    }

    /// <summary>The body is here completely.</summary>
    public void Complete()
    {
        spool.Complete();
        _hash = _hashing.GetHashAndReset();
    }

    /// <summary>Writes the SHA-256 of the body, 32 bytes.</summary>
    public void Hash(Span<byte> destination) => _hash.AsSpan().CopyTo(destination);

    /// <inheritdoc/>
    public void Dispose()
    {
        spool.Dispose();
        _hashing.Dispose();
    }
}
