using System.Security.Cryptography;

namespace HmisGateway.Ledger;

/// <summary>
/// Who acted and what they noted, sealed. It stands beside the ledger, whose event holds the digest only, so that it can be erased
/// without breaking the chain.
/// </summary>
/// <param name="AgencyId">Under whose key it is sealed.</param>
/// <param name="Sealed">The ciphertext.</param>
internal sealed record SealedStatement(string AgencyId, byte[] Sealed)
{
    /// <summary>SHA-256 over the ciphertext: its name in the event and in the table.</summary>
    public byte[] Digest { get; } = SHA256.HashData(Sealed);
}
