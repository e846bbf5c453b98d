namespace HmisGateway.Keys;

/// <summary>Where the key ring keeps what belongs to one storage: wrapped agency keys, and check values. No key in clear.</summary>
internal interface IAgencyKeyStore
{
    /// <summary>Reads everything.</summary>
    ValueTask<KeyStoreContent> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Adds check values; durable when the task completes.</summary>
    ValueTask AddChecksAsync(IReadOnlyList<KeyCheck> checks, CancellationToken cancellationToken);

    /// <summary>Adds an agency's wrapped key unless the agency has one; durable when the task completes.</summary>
    /// <returns>The key that the agency has now.</returns>
    ValueTask<WrappedAgencyKey> AddKeyAsync(WrappedAgencyKey key, CancellationToken cancellationToken);
}
