namespace HmisGateway.Offline;

/// <summary>An item sealed: what <see cref="OfflineItem"/> takes, and what the ledger commits to.</summary>
/// <param name="WrappedKey">The item's data key, wrapped by the agency's key.</param>
/// <param name="SealedDetails">The sealed details.</param>
/// <param name="SealedContent">The sealed content.</param>
/// <param name="Digest">Keyed digest of details and content, 32 bytes. Without the data key it tells nothing, and nothing can be tried against it.</param>
/// <param name="CiphertextHash">SHA-256 over both ciphertexts, 32 bytes: what anyone can check without a key.</param>
internal sealed record SealedParts(byte[] WrappedKey, byte[] SealedDetails, byte[] SealedContent, byte[] Digest, byte[] CiphertextHash);
