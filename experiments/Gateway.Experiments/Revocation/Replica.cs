using HmisGateway.Experiments.Clocks;
using HmisGateway.Experiments.Database;
using HmisGateway.Experiments.Processes;

namespace HmisGateway.Experiments.Revocation;

/// <summary>One gateway process with its own way to the database.</summary>
/// <param name="Number">Counts from 1.</param>
/// <param name="Gateway">The process.</param>
/// <param name="Links">Its network to each server.</param>
/// <param name="Hold">Holds its requests.</param>
/// <param name="Clock">Its wall clock, where that can be set.</param>
internal sealed record Replica(int Number, GatewayProcess Gateway, IReadOnlyList<DatabaseRelay> Links, Hold Hold, MovableClock? Clock) : IAsyncDisposable
{
    /// <summary>Cuts it off from the database.</summary>
    public void Cut()
    {
        foreach (DatabaseRelay link in Links)
        {
            link.Cut();
        }
    }

    /// <summary>Connects it again.</summary>
    public void Heal()
    {
        foreach (DatabaseRelay link in Links)
        {
            link.Heal();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        foreach (DatabaseRelay link in Links)
        {
            await link.DisposeAsync();
        }

        Clock?.Dispose();
    }
}
