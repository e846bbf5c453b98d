using HmisGateway.Management;

namespace HmisGateway.Cli;

/// <summary>A client for the management operations and, where this process serves them itself, what serves them.</summary>
internal sealed class ManagementConnection(Uri address, string token, ManagementSession? session) : IAsyncDisposable
{
    private readonly ManagementClient _client = new(address, token);

    /// <summary>The client.</summary>
    public ManagementClient Client => _client;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        if (session is not null)
        {
            await session.DisposeAsync();
        }
    }
}
