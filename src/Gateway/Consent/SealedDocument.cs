namespace HmisGateway.Consent;

/// <summary>A signed copy ready to be stored, and what the ledger commits to.</summary>
/// <param name="Document">What the storage takes.</param>
/// <param name="Digest">Keyed digest of details and copy, 32 bytes. Without the data key nothing can be tried against it.</param>
/// <param name="CiphertextHash">SHA-256 over both ciphertexts, 32 bytes: what anyone can check without a key.</param>
internal sealed record SealedDocument(RoiDocument Document, byte[] Digest, byte[] CiphertextHash);
