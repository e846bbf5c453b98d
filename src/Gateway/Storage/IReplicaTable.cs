namespace HmisGateway.Storage;

/// <summary>The gateway processes that use a storage.</summary>
internal interface IReplicaTable
{
    /// <summary>This process.</summary>
    ReplicaId Self { get; }

    /// <summary>Says that this process works; the first time it is added.</summary>
    ValueTask BeatAsync(CancellationToken cancellationToken);

    /// <summary>All processes that are not known to have ended.</summary>
    ValueTask<IReadOnlyList<ReplicaOnFile>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Notes that no forward of a process is open before an entry of the ledger.</summary>
    ValueTask SettledAsync(ReplicaId replica, long sequence, CancellationToken cancellationToken);

    /// <summary>Removes a process that has ended and of which nothing is open.</summary>
    ValueTask RemoveAsync(ReplicaId replica, CancellationToken cancellationToken);
}
