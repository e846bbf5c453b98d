using System.Diagnostics.CodeAnalysis;
using HmisGateway.Hosting;
using HmisGateway.Management;
using HmisGateway.Storage;

namespace HmisGateway.Cli;

/// <summary>
/// Finds the management operations: a gateway that holds the data directory serves them; when none does, this process starts
/// them. Either way a verb makes the same calls.
/// </summary>
internal sealed class ManagementConnector(CommandHosts hosts)
{
    /// <summary>Opens a connection.</summary>
    /// <exception cref="IOException">The data directory cannot be used.</exception>
    public async Task<ManagementConnecting> OpenAsync(ConfigurationReading reading, CancellationToken cancellationToken)
    {
        (GatewayConfiguration? configuration, IReadOnlyList<ConfigurationProblem> problems) = reading switch
        {
            ConfigurationReading.Usable usable => (usable.Configuration, []),
            ConfigurationReading.Unusable unusable => (unusable.Partial, unusable.Problems),
            _ => throw new InvalidOperationException("A configuration is usable or not."),
        };
        if (configuration is null || problems.Any(static p => p.Key is "Storage:DataDirectory" or "Gateway:StateDirectory"))
        {
            return new ManagementConnecting.Misconfigured(problems);
        }

        if (IsHeld(configuration.Storage.DataDirectory))
        {
            return await new ManagementState(configuration.StateDirectory).ReadAsync(cancellationToken) is { } running
                ? Connected(running.Address, running.Token, session: null)
                : new ManagementConnecting.Unreachable(
                    $"another process holds {configuration.Storage.DataDirectory}, and {configuration.StateDirectory} has no "
                    + $"{ManagementState.AddressFile}. Is it just starting? Does Gateway:StateDirectory name its folder? Try again.");
        }

        // Keys, agencies, ROIs and the ledger need no vendor.
        IReadOnlyList<ConfigurationProblem> serious = [.. problems.Where(static p => p.Key != VendorCheck.Section)];
        if (serious.Count > 0)
        {
            return new ManagementConnecting.Misconfigured(serious);
        }

        ManagementSession session = await hosts.Management(configuration, cancellationToken);
        return Connected(session.Address, session.Token, session);
    }

    private static bool IsHeld(string dataDirectory)
    {
        using DataDirectoryLock? free = DataDirectoryLock.TryAcquire(dataDirectory);
        return free is null;
    }

    [SuppressMessage("Reliability", "CA2000", Justification = "Whoever takes the result disposes of what it carries.")]
    private static ManagementConnecting.Connected Connected(Uri address, string token, ManagementSession? session) =>
        new(new ManagementConnection(address, token, session));
}
