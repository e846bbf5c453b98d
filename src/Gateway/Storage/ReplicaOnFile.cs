namespace HmisGateway.Storage;

/// <summary>A gateway process as the storage knows it.</summary>
/// <param name="Id">Which.</param>
/// <param name="Beats">Grows while it works.</param>
/// <param name="Settled">The number of the ledger's entry before which none of its forwards is open.</param>
internal sealed record ReplicaOnFile(ReplicaId Id, long Beats, long Settled);
