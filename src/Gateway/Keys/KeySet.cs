namespace HmisGateway.Keys;

/// <summary>All keys of a key folder.</summary>
/// <param name="KeyEncryption">The key-encryption keys, the current one first.</param>
/// <param name="Pseudonym">The pseudonym key.</param>
/// <param name="Pepper">The agency-key pepper.</param>
internal sealed record KeySet(IReadOnlyList<KeyMaterial> KeyEncryption, KeyMaterial Pseudonym, KeyMaterial Pepper) : IDisposable
{
    /// <summary>Every key.</summary>
    public IEnumerable<KeyMaterial> All => [.. KeyEncryption, Pseudonym, Pepper];

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (KeyMaterial key in All)
        {
            key.Dispose();
        }
    }
}
