using System.Security.Cryptography;
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
            Span<byte> buffer = stackalloc byte[ItemBinding.MaxLength];
            byte[] sealedDetails = cipher.Seal(details, ItemBinding.Of(buffer, agencyId, receipt, ItemPart.Details));
            byte[] sealedContent = cipher.Seal(content, ItemBinding.Of(buffer, agencyId, receipt, ItemPart.Content));
            return new SealedParts(wrapped, sealedDetails, sealedContent, Digest(dataKey, details, content), HashCiphertext(sealedDetails, sealedContent));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(dataKey);
        }
    }

    /// <summary>Begins an item whose content is sealed piece by piece.</summary>
    /// <param name="agencyId">Whose item it is.</param>
    /// <param name="receipt">Its receipt.</param>
    /// <param name="details">Its details, JSON.</param>
    public LargeItemSeal BeginLarge(string agencyId, Guid receipt, ReadOnlySpan<byte> details)
    {
        Span<byte> dataKey = stackalloc byte[KeyLength];
        RandomNumberGenerator.Fill(dataKey);
        try
        {
            return new LargeItemSeal(agencyId, receipt, dataKey, keys.Seal(agencyId, KeyContext(receipt), dataKey), details);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(dataKey);
        }
    }

    /// <summary>Opens the pieces of an item's content, one after the other.</summary>
    /// <exception cref="CryptographicException">A piece was changed, or belongs to another item or place.</exception>
    public async IAsyncEnumerable<byte[]> OpenPiecesAsync(OfflineItem item, Func<int, ValueTask<byte[]>> read)
    {
        using SealingCipher cipher = WithDataKey(item, static (_, dataKey) => new SealingCipher(dataKey, isShared: false));
        for (int i = 0; i < item.Pieces; i++)
        {
            yield return OpenPiece(cipher, item, i, await read(i));
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
        using ItemHash hash = ItemHash.OfCiphertext(sealedDetails);
        hash.Add(sealedContent);
        return hash.Finish();
    }

    /// <summary>Keyed digest of details and content, under a key derived from the data key.</summary>
    internal static byte[] Digest(ReadOnlySpan<byte> dataKey, ReadOnlySpan<byte> details, ReadOnlySpan<byte> content)
    {
        using ItemHash hash = ItemHash.OfPlaintext(dataKey, details);
        hash.Add(content);
        return hash.Finish();
    }

    private static byte[] OpenPart(SealingCipher cipher, OfflineItem item, ItemPart part)
    {
        Span<byte> buffer = stackalloc byte[ItemBinding.MaxLength];
        byte[] sealedPart = part == ItemPart.Details ? item.SealedDetails : item.SealedContent;
        return cipher.Open(sealedPart, ItemBinding.Of(buffer, item.AgencyId, item.Receipt, part));
    }

    private static byte[] OpenPiece(SealingCipher cipher, OfflineItem item, int number, byte[] sealedPiece)
    {
        Span<byte> buffer = stackalloc byte[ItemBinding.MaxLength];
        return cipher.Open(sealedPiece, ItemBinding.OfPiece(buffer, item.AgencyId, item.Receipt, number));
    }

    private static string KeyContext(Guid receipt) => $"item/{receipt:N}/{(int)ItemPart.Key}";

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
