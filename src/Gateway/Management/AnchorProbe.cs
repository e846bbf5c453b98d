using HmisGateway.Ledger;

namespace HmisGateway.Management;

/// <summary>The storage contains its anchor, and the anchor can be written. True where none is configured.</summary>
internal sealed class AnchorProbe(LedgerAnchor anchor) : IReadinessProbe
{
    /// <inheritdoc/>
    public string Name => "anchor";

    /// <inheritdoc/>
    public ValueTask<bool> IsReadyAsync(CancellationToken cancellationToken) => ValueTask.FromResult(anchor.IsSound);
}
