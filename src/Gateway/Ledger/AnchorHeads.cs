using HmisGateway.Hosting;

namespace HmisGateway.Ledger;

/// <summary>Adds the ledger's head to the anchor now and then, and once more at the end.</summary>
internal sealed class AnchorHeads(LedgerAnchor anchor, LedgerOptions options, TimeProvider time) : BackgroundService
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
                await anchor.AddHeadAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping; StopAsync adds the last one.
        }
    }
}
