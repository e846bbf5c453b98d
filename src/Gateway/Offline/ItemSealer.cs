using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using HmisGateway.Keys;

namespace HmisGateway.Offline;

/// <summary>
/// Seals offline items: a random data key for each item, wrapped by the agency's key; details and content under the data key.
/// Everything is bound to the agency, the receipt and its place, so that nothing can be moved to another item, agency or place.
/// Destroying the wrapped key erases the item.
/// </summary>
internal sealed class ItemSealer(IKeyRing keys)
{
    private const int KeyLength = 32;
    private const int MaxBindingLength = 512;
    private const int HashLength = SHA256.HashSizeInBytes;

    /// <summary>Seals an item.</summary>
    /// <param name="agencyId">Whose item it is.</param>
    /// <param name="receipt">Its receipt.</param>
    /// <param name="details">Its details, JSON.</param>
    /// <param name="content">The original body.</param>
    public SealedParts Seal(string agencyId, Guid receipt, ReadOnlySpan<byte> details, ReadOnlySpan<byte> content)
    {
        Span<byte> dataKey = stackalloc byte[KeyLength];
        RandomNumberGenerator.Fill(dataKey);
        try
        {
            byte[] wrapped = keys.Seal(agencyId, KeyContext(receipt), dataKey);
            using SealingCipher cipher = new(dataKey, isShared: false);
            Span<byte> buffer = stackalloc byte[MaxBindingLength];
            byte[] sealedDetails = cipher.Seal(details, Bind(buffer, agencyId, receipt, ItemPart.Details));
            byte[] sealedContent = cipher.Seal(content, Bind(buffer, agencyId, receipt, ItemPart.Content));
            return new SealedParts(wrapped, sealedDetails, sealedContent, Digest(dataKey, details, content), HashCiphertext(sealedDetails, sealedContent));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(dataKey);
        }
    }

    /// <summary>Opens an item.</summary>
    /// <exception cref="CryptographicException">It was changed, or its parts belong to another item.</exception>
    public (byte[] Details, byte[] Content) Open(OfflineItem item) => WithDataKey(item, static (item, dataKey) =>
    {
        using SealingCipher cipher = new(dataKey, isShared: false);
        return (OpenPart(cipher, item, ItemPart.Details), OpenPart(cipher, item, ItemPart.Content));
    });

    /// <summary>Opens the details only.</summary>
    /// <exception cref="CryptographicException">They were changed, or belong to another item.</exception>
    public byte[] OpenDetails(OfflineItem item) => WithDataKey(item, static (item, dataKey) =>
    {
        using SealingCipher cipher = new(dataKey, isShared: false);
        return OpenPart(cipher, item, ItemPart.Details);
    });

    /// <summary>The keyed digest of an item as the ledger holds it; compare to see that the item is what was received.</summary>
    /// <exception cref="CryptographicException">The item was changed.</exception>
    public byte[] Digest(OfflineItem item) => WithDataKey(item, static (item, dataKey) =>
    {
        using SealingCipher cipher = new(dataKey, isShared: false);
        return Digest(dataKey, OpenPart(cipher, item, ItemPart.Details), OpenPart(cipher, item, ItemPart.Content));
    });

    /// <summary>SHA-256 over the length of the sealed details (8 bytes, big-endian), the sealed details and the sealed content.</summary>
    public static byte[] HashCiphertext(ReadOnlySpan<byte> sealedDetails, ReadOnlySpan<byte> sealedContent)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        return Hash(hash, sealedDetails, sealedContent);
    }

    /// <summary>Keyed digest of details and content, under a key derived from the data key.</summary>
    internal static byte[] Digest(ReadOnlySpan<byte> dataKey, ReadOnlySpan<byte> details, ReadOnlySpan<byte> content)
    {
        Span<byte> digestKey = stackalloc byte[KeyLength];
        HKDF.Expand(HashAlgorithmName.SHA256, dataKey, digestKey, "hmis-gateway item digest"u8);
        using IncrementalHash hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, digestKey);
        CryptographicOperations.ZeroMemory(digestKey);
        return Hash(hash, details, content);
    }

    private static byte[] Hash(IncrementalHash hash, ReadOnlySpan<byte> details, ReadOnlySpan<byte> content)
    {
        Span<byte> length = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(length, details.Length);
        hash.AppendData(length);
        hash.AppendData(details);
        hash.AppendData(content);
        byte[] result = new byte[HashLength];
        hash.GetHashAndReset(result);
        return result;
    }

    private static byte[] OpenPart(SealingCipher cipher, OfflineItem item, ItemPart part)
    {
        Span<byte> buffer = stackalloc byte[MaxBindingLength];
        byte[] sealedPart = part == ItemPart.Details ? item.SealedDetails : item.SealedContent;
        return cipher.Open(sealedPart, Bind(buffer, item.AgencyId, item.Receipt, part));
    }

    private static string KeyContext(Guid receipt) => $"item/{receipt:N}/{(int)ItemPart.Key}";

    /// <summary>Part, receipt, agency: the first two have a fixed length, so no two bindings look the same.</summary>
    private static ReadOnlySpan<byte> Bind(Span<byte> buffer, string agencyId, Guid receipt, ItemPart part)
    {
        buffer[0] = (byte)part;
        receipt.TryWriteBytes(buffer[1..], bigEndian: true, out int length);
        return buffer[..(1 + length + Encoding.UTF8.GetBytes(agencyId, buffer[(1 + length)..]))];
    }

    private TResult WithDataKey<TResult>(OfflineItem item, Func<OfflineItem, ReadOnlySpan<byte>, TResult> use)
    {
        byte[] dataKey = keys.Open(item.AgencyId, KeyContext(item.Receipt), item.WrappedKey);
        try
        {
            return use(item, dataKey);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(dataKey);
        }
    }
}
