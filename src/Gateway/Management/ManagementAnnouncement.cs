namespace HmisGateway.Management;

/// <summary>Writes token and address of the management listener once it is open, and removes them when the gateway stops.</summary>
internal sealed class ManagementAnnouncement(ManagementListener listener, ManagementToken token, ManagementState state)
    : IHostedLifecycleService
{
    /// <inheritdoc/>
    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        if (listener.Address is { } address)
        {
            await state.WriteAsync(address, token, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => state.RemoveAsync(token, cancellationToken);

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
