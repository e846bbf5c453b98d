using HmisGateway.Hosting;
using HmisGateway.Offline;

namespace HmisGateway.Ledger;

/// <summary>Adds the ledger's head to the anchor now and then, and once more at the end. Where nothing is forwarded it looks again instead.</summary>
internal sealed class AnchorHeads(LedgerAnchor anchor, OfflineCustodian custodian, LedgerOptions options, TimeProvider time) : BackgroundService
{
    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await anchor.AddHeadAsync();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (anchor.State == AnchorState.Off)
        {
            return;
        }

        using PeriodicTimer timer = new(options.AnchorInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                if (await anchor.LookAgainAsync(stoppingToken))
                {
                    // At the start the erasures in the anchor may have been unreadable.
                    await custodian.RepeatErasuresAsync(stoppingToken);
                }

                await anchor.AddHeadAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping; StopAsync adds the last one.
        }
    }
}
