using HmisGateway.Hosting;
using HmisGateway.Management;

namespace HmisGateway.Cli;

/// <summary>What the command line can start.</summary>
/// <param name="Serve">Runs the gateway until cancelled.</param>
/// <param name="Sandbox">Runs gateway, simulated vendor and seeded agency until cancelled.</param>
/// <param name="Management">
/// Starts the whole composition without the agency listener, its management listener on an ephemeral loopback port. Throws
/// <see cref="IOException"/> when another process holds the data directory.
/// </param>
internal sealed record CommandHosts(
    Func<GatewayConfiguration, CancellationToken, Task> Serve,
    Func<SandboxOptions, CancellationToken, Task> Sandbox,
    Func<GatewayConfiguration, CancellationToken, Task<ManagementSession>> Management);
