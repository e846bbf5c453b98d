using HmisGateway.Experiments.Processes;

namespace HmisGateway.Experiments.Crash;

/// <summary>A way to end a gateway without warning.</summary>
internal interface ICrash : IAsyncDisposable
{
    /// <summary>True when requests may be refused with <c>503</c> before the process ends.</summary>
    bool MayRefuse { get; }

    /// <summary>Makes the place for the gateway's data.</summary>
    /// <returns>The data directory.</returns>
    Task<string> PrepareAsync(CancellationToken cancellationToken);

    /// <summary>Strikes.</summary>
    Task StrikeAsync(GatewayProcess gateway);

    /// <summary>Makes the data usable again, as a machine does that comes up.</summary>
    Task RecoverAsync(CancellationToken cancellationToken);
}
