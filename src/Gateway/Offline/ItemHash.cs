using System.Buffers.Binary;
using System.Security.Cryptography;

namespace HmisGateway.Offline;

/// <summary>
/// A hash over details and content of an item: length of the details (8 bytes, big-endian), details, content. The content may come in
/// pieces; where it is cut makes no difference.
/// </summary>
internal sealed class ItemHash : IDisposable
{
    private readonly IncrementalHash _hash;

    private ItemHash(IncrementalHash hash, ReadOnlySpan<byte> details)
    {
        _hash = hash;
        Span<byte> length = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(length, details.Length);
        hash.AppendData(length);
        hash.AppendData(details);
    }

    /// <summary>SHA-256, of what is sealed.</summary>
    public static ItemHash OfCiphertext(ReadOnlySpan<byte> sealedDetails) => new(IncrementalHash.CreateHash(HashAlgorithmName.SHA256), sealedDetails);

    /// <summary>HMAC-SHA-256 under a key derived from the data key, of what was sealed.</summary>
    public static ItemHash OfPlaintext(ReadOnlySpan<byte> dataKey, ReadOnlySpan<byte> details)
    {
        Span<byte> digestKey = stackalloc byte[SHA256.HashSizeInBytes];
        HKDF.Expand(HashAlgorithmName.SHA256, dataKey, digestKey, "hmis-gateway item digest"u8);
        IncrementalHash hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, digestKey);
        CryptographicOperations.ZeroMemory(digestKey);
        return new ItemHash(hash, details);
    }

    /// <summary>Adds content.</summary>
    public void Add(ReadOnlySpan<byte> content) => _hash.AppendData(content);

    /// <summary>The hash, 32 bytes.</summary>
    public byte[] Finish() => _hash.GetHashAndReset();

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();
}
