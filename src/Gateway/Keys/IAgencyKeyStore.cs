using HmisGateway.Ledger;

namespace HmisGateway.Keys;

/// <summary>Where the key ring keeps what belongs to one storage: wrapped agency keys, and check values. No key in clear.</summary>
internal interface IAgencyKeyStore
{
    /// <summary>Reads everything.</summary>
    ValueTask<KeyStoreContent> ReadAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Adds check values; durable when the task completes. One that is there already stays, and of a key of which a storage has one only the first one stays: another replica
    /// may have added its own meanwhile.
    /// </summary>
    ValueTask AddChecksAsync(IReadOnlyList<KeyCheck> checks, CancellationToken cancellationToken);

    /// <summary>Adds an agency's wrapped key unless the agency has one; durable when the task completes.</summary>
    /// <returns>The key that the agency has now.</returns>
    ValueTask<WrappedAgencyKey> AddKeyAsync(WrappedAgencyKey key, CancellationToken cancellationToken);

    /// <summary>Wraps every agency's key anew in one commit, with the check value of the new key-encryption key and the ledger event.</summary>
    /// <param name="check">The check value of the new key-encryption key.</param>
    /// <param name="rewrap">Opens a wrapped key and wraps it with the new one; runs inside the commit, so it must be pure.</param>
    /// <param name="evidence">Makes the ledger's event from the number of keys.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    /// <returns>How many keys were wrapped anew.</returns>
    ValueTask<int> RewrapAsync(
        KeyCheck check, Func<WrappedAgencyKey, WrappedAgencyKey> rewrap, Func<int, LedgerEvent> evidence, CancellationToken cancellationToken);
}
