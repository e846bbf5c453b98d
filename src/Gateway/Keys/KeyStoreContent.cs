namespace HmisGateway.Keys;

/// <summary>What a storage holds for the key ring.</summary>
/// <param name="Keys">The wrapped agency keys.</param>
/// <param name="Checks">The check values; none in a storage that no key ring has used yet.</param>
/// <param name="HoldsData">True when the storage holds agencies, persons or offline items.</param>
internal sealed record KeyStoreContent(IReadOnlyList<WrappedAgencyKey> Keys, IReadOnlyList<KeyCheck> Checks, bool HoldsData);
