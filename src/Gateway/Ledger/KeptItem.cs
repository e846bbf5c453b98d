namespace HmisGateway.Ledger;

/// <summary>A stored offline item, as far as the ledger can tell whether it is the one that was kept.</summary>
/// <param name="AgencyId">Whose item the storage says it is.</param>
/// <param name="IsErased">True when the storage says that it was erased.</param>
/// <param name="CiphertextHash">See <see cref="Offline.ItemSealer.HashCiphertext"/>.</param>
internal sealed record KeptItem(string AgencyId, bool IsErased, byte[] CiphertextHash);
