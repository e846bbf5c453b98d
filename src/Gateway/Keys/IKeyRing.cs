namespace HmisGateway.Keys;

/// <summary>
/// The keys of the gateway: the pseudonym key, the agency-key pepper, and for each agency the key that wraps the data keys of its
/// items, itself wrapped by the key-encryption key. All key bytes stay inside.
/// </summary>
internal interface IKeyRing
{
    /// <summary>HMAC-SHA-256 under the pseudonym key.</summary>
    void Pseudonymize(ReadOnlySpan<byte> message, Span<byte> destination);

    /// <summary>HMAC-SHA-256 under the agency-key pepper.</summary>
    void HashAgencySecret(ReadOnlySpan<byte> secret, Span<byte> destination);

    /// <summary>Seals a small value under the agency's key.</summary>
    /// <param name="agencyId">Whose key.</param>
    /// <param name="context">What the value is, bound as associated data, e.g. <c>client-id</c>.</param>
    /// <param name="plaintext">The value.</param>
    byte[] Seal(string agencyId, string context, ReadOnlySpan<byte> plaintext);

    /// <summary>Opens what <see cref="Seal"/> sealed.</summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">It was sealed otherwise, or changed.</exception>
    byte[] Open(string agencyId, string context, ReadOnlySpan<byte> sealedValue);
}
