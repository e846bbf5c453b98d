namespace HmisGateway.Offline;

/// <summary>The log in front of the storage, which holds what was written for a while.</summary>
internal interface IStorageLog
{
    /// <summary>Empties it into the storage, so that what was erased is in neither.</summary>
    /// <returns>False when it is in use; then the next change of the storage overwrites it some time.</returns>
    ValueTask<bool> TryEmptyAsync(CancellationToken cancellationToken);
}
