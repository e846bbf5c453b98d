using HmisGateway.Cli;
using HmisGateway.Hosting;
using HmisGateway.Management;
using Microsoft.Extensions.DependencyInjection;

namespace HmisGateway.Tests.Cli;

/// <summary>One command line in this process, on the real composition, with what it printed.</summary>
internal sealed record CommandLineRun(int ExitCode, string Output, string Error)
{
    /// <summary>The hosts as the program has them; the sandbox only records how it was started.</summary>
    public static CommandHosts Hosts(Action<SandboxOptions>? sandbox = null, Action<GatewayConfiguration>? serve = null) => new(
        (configuration, _) =>
        {
            serve?.Invoke(configuration);
            return Task.CompletedTask;
        },
        (options, _) =>
        {
            sandbox?.Invoke(options);
            return Task.CompletedTask;
        },
        async (configuration, cancellationToken) =>
        {
            GatewayHost gateway = await GatewayHost.StartAsync(configuration, HostRole.Management, TimeProvider.System, cancellationToken);
            return new ManagementSession(
                gateway.ManagementAddress, gateway.Services.GetRequiredService<ManagementToken>().Value, gateway.DisposeAsync);
        });

    public static CommandEnvironment Environment(TextWriter output, TextWriter error, string workingDirectory, CommandHosts hosts) =>
        new() { Out = output, Error = error, WorkingDirectory = workingDirectory, Hosts = hosts };

    public static Task<CommandLineRun> OfAsync(string workingDirectory, params string[] arguments) =>
        OfAsync(workingDirectory, Hosts(), arguments);

    public static async Task<CommandLineRun> OfAsync(string workingDirectory, CommandHosts hosts, params string[] arguments)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        int exitCode = await CommandLine.RunAsync(
            arguments, Environment(output, error, workingDirectory, hosts), TestContext.Current.CancellationToken);
        return new CommandLineRun(exitCode, output.ToString(), error.ToString());
    }

    public override string ToString() => $"exit code {ExitCode}\n{Output}\n{Error}";
}
