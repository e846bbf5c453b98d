using HmisGateway.Ledger;

namespace HmisGateway.Management;

/// <summary>The head of the ledger can be read.</summary>
internal sealed class LedgerProbe(ILedger ledger) : IReadinessProbe
{
    /// <inheritdoc/>
    public string Name => "ledger";

    /// <inheritdoc/>
    public async ValueTask<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        _ = await ledger.ReadHeadAsync(cancellationToken);
        return true;
    }
}
