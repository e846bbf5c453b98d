using HmisGateway.Keys;

namespace HmisGateway.Offline;

/// <summary>An item that is being sealed whose content is too large for memory: piece by piece, under one data key.</summary>
internal sealed class LargeItemSeal : IDisposable
{
    private readonly SealingCipher _cipher;
    private readonly ItemHash _plaintext;
    private readonly ItemHash _ciphertext;
    private readonly string _agencyId;
    private readonly Guid _receipt;
    private readonly byte[] _wrappedKey;
    private readonly byte[] _sealedDetails;

    /// <summary>Begins an item; see <see cref="ItemSealer.BeginLarge"/>.</summary>
    public LargeItemSeal(string agencyId, Guid receipt, ReadOnlySpan<byte> dataKey, byte[] wrappedKey, ReadOnlySpan<byte> details)
    {
        (_agencyId, _receipt, _wrappedKey) = (agencyId, receipt, wrappedKey);
        _cipher = new SealingCipher(dataKey, isShared: false);
        Span<byte> buffer = stackalloc byte[ItemBinding.MaxLength];
        _sealedDetails = _cipher.Seal(details, ItemBinding.Of(buffer, agencyId, receipt, ItemPart.Details));
        _plaintext = ItemHash.OfPlaintext(dataKey, details);
        _ciphertext = ItemHash.OfCiphertext(_sealedDetails);
    }

    /// <summary>How many pieces were sealed.</summary>
    public int Pieces { get; private set; }

    /// <summary>Seals the next piece of the content.</summary>
    public byte[] Seal(ReadOnlySpan<byte> piece)
    {
        Span<byte> buffer = stackalloc byte[ItemBinding.MaxLength];
        byte[] sealedPiece = _cipher.Seal(piece, ItemBinding.OfPiece(buffer, _agencyId, _receipt, Pieces));
        _plaintext.Add(piece);
        _ciphertext.Add(sealedPiece);
        Pieces++;
        return sealedPiece;
    }

    /// <summary>Ends the item.</summary>
    public SealedParts Finish() => new(_wrappedKey, _sealedDetails, [], _plaintext.Finish(), _ciphertext.Finish());

    /// <inheritdoc/>
    public void Dispose()
    {
        _cipher.Dispose();
        _plaintext.Dispose();
        _ciphertext.Dispose();
    }
}
