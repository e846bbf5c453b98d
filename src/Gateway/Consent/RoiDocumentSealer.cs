using System.Security.Cryptography;
using System.Text;
using HmisGateway.Keys;
using HmisGateway.Offline;

namespace HmisGateway.Consent;

/// <summary>
/// Seals signed copies as offline items are sealed: a random data key for each, wrapped by the agency's key; details and copy under the
/// data key, bound to agency, client, version, number and place, so that no copy can be moved to another form.
/// </summary>
internal sealed class RoiDocumentSealer(IKeyRing keys)
{
    private const int KeyLength = 32;

    /// <summary>Seals a copy.</summary>
    /// <param name="place">Agency, client, version, number and time; its sealed parts are not looked at.</param>
    /// <param name="details">What is sealed beside it.</param>
    /// <param name="content">The copy.</param>
    public SealedDocument Seal(RoiDocument place, RoiDocumentDetails details, ReadOnlySpan<byte> content)
    {
        Span<byte> dataKey = stackalloc byte[KeyLength];
        RandomNumberGenerator.Fill(dataKey);
        try
        {
            byte[] plainDetails = details.ToBytes();
            using SealingCipher cipher = new(dataKey, isShared: false);
            RoiDocument document = place with
            {
                Bytes = content.Length,
                WrappedKey = keys.Seal(place.AgencyId, KeyContext(place), dataKey),
                SealedDetails = cipher.Seal(plainDetails, Bind(place, ItemPart.Details)),
                SealedContent = cipher.Seal(content, Bind(place, ItemPart.Content)),
            };
            return new SealedDocument(
                document,
                ItemSealer.Digest(dataKey, plainDetails, content),
                ItemSealer.HashCiphertext(document.SealedDetails, document.SealedContent));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(dataKey);
        }
    }

    /// <summary>Opens a copy.</summary>
    /// <exception cref="CryptographicException">It was changed, or belongs to another form.</exception>
    public (RoiDocumentDetails Details, byte[] Content) Open(RoiDocument document)
    {
        byte[] dataKey = keys.Open(document.AgencyId, KeyContext(document), document.WrappedKey);
        try
        {
            using SealingCipher cipher = new(dataKey, isShared: false);
            RoiDocumentDetails details = RoiDocumentDetails.Read(cipher.Open(document.SealedDetails, Bind(document, ItemPart.Details)));
            return (details, cipher.Open(document.SealedContent, Bind(document, ItemPart.Content)));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(dataKey);
        }
    }

    private static string KeyContext(RoiDocument place) =>
        $"roi-document/{place.Client.Hash:x32}/{place.Version:x8}/{place.Number:x8}/{(int)ItemPart.Key}";

    /// <summary>Everything before the agency has a fixed length, so no two bindings look the same.</summary>
    private static byte[] Bind(RoiDocument place, ItemPart part) =>
        Encoding.UTF8.GetBytes($"roi-document/{place.Client.Hash:x32}/{place.Version:x8}/{place.Number:x8}/{(int)part}/{place.AgencyId}");
}
