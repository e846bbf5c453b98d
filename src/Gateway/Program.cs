using System.Runtime.InteropServices;
using HmisGateway.Cli;
using HmisGateway.Hosting;
using HmisGateway.Management;
using HmisGateway.Sandbox;

using CancellationTokenSource stop = new();
using PosixSignalRegistration interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using PosixSignalRegistration terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

CommandHosts hosts = new(ServeAsync, SandboxHost.RunAsync, ManageAsync);
return await CommandLine.RunAsync(args, CommandEnvironment.OfProcess(hosts), stop.Token);

void Stop(PosixSignalContext signal)
{
    // The verb ends in its own time: requests in flight are finished and the storage is closed.
    signal.Cancel = true;
    stop.Cancel();
}

static async Task ServeAsync(GatewayConfiguration configuration, CancellationToken cancellationToken)
{
    await using GatewayHost gateway = await GatewayHost.StartAsync(configuration, HostRole.Serve, TimeProvider.System, cancellationToken);
    await gateway.WaitAsync(cancellationToken);
}

static async Task<ManagementSession> ManageAsync(GatewayConfiguration configuration, CancellationToken cancellationToken)
{
    GatewayHost gateway = await GatewayHost.StartAsync(configuration, HostRole.Management, TimeProvider.System, cancellationToken);
    string token = gateway.Services.GetRequiredService<ManagementToken>().Value;
    return new ManagementSession(gateway.ManagementAddress, token, gateway.DisposeAsync);
}
