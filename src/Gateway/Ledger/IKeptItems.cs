namespace HmisGateway.Ledger;

/// <summary>The offline items that are stored, for their comparison with the ledger.</summary>
internal interface IKeptItems
{
    /// <summary>The item with this receipt, of whichever agency; null when there is none.</summary>
    ValueTask<KeptItem?> FindAsync(Guid receipt, CancellationToken cancellationToken);
}
