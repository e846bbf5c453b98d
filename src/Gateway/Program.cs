using System.Runtime.InteropServices;
using HmisGateway.Cli;
using HmisGateway.Hosting;
using HmisGateway.Management;
using HmisGateway.Sandbox;

using CancellationTokenSource stopping = new();

// A verb that is told to stop gets the time to finish what it has begun.
using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

CommandHosts hosts = new(ServeAsync, SandboxHost.RunAsync, ManageAsync);
return await CommandLine.RunAsync(args, CommandEnvironment.OfProcess(hosts), stopping.Token);

void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stopping.Cancel();
}

static async Task ServeAsync(GatewayConfiguration configuration, CancellationToken cancellationToken)
{
    await using GatewayHost gateway = await GatewayHost.StartAsync(configuration, HostRole.Serve, TimeProvider.System, cancellationToken);
    await gateway.WaitAsync(cancellationToken);
}

static async Task<ManagementSession> ManageAsync(GatewayConfiguration configuration, CancellationToken cancellationToken)
{
    GatewayHost gateway = await GatewayHost.StartAsync(configuration, HostRole.Management, TimeProvider.System, cancellationToken);
    return new ManagementSession(
        gateway.ManagementAddress, gateway.Services.GetRequiredService<ManagementToken>().Value, gateway.DisposeAsync);
}
