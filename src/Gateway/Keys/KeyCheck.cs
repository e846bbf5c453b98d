namespace HmisGateway.Keys;

/// <summary>A value derived from a key, by which a storage recognises the key that it was written with.</summary>
/// <param name="KeyId">Which key.</param>
/// <param name="Purpose">What the key is for; one of <see cref="KeyPurpose"/>.</param>
/// <param name="Value">32 bytes that tell nothing about the key.</param>
internal sealed record KeyCheck(string KeyId, string Purpose, byte[] Value);
