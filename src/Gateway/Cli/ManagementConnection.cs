using HmisGateway.Management;

namespace HmisGateway.Cli;

/// <summary>A client for the management operations and, where this process serves them itself, what serves them.</summary>
internal sealed class ManagementConnection(ManagementClient client, ManagementSession? session) : IAsyncDisposable
{
    /// <summary>The client.</summary>
    public ManagementClient Client => client;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        if (session is not null)
        {
            await session.DisposeAsync();
        }
    }
}
