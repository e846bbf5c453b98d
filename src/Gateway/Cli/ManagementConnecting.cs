using HmisGateway.Hosting;

namespace HmisGateway.Cli;

/// <summary>What became of reaching the management operations. A closed result.</summary>
internal abstract record ManagementConnecting
{
    private ManagementConnecting()
    {
    }

    /// <summary>They can be called.</summary>
    /// <param name="Connection">The connection; dispose it.</param>
    public sealed record Connected(ManagementConnection Connection) : ManagementConnecting;

    /// <summary>No gateway runs, and the configuration does not allow to start the operations here.</summary>
    /// <param name="Problems">Everything that is wrong.</param>
    public sealed record Misconfigured(IReadOnlyList<ConfigurationProblem> Problems) : ManagementConnecting;

    /// <summary>A gateway holds the data directory and cannot be called.</summary>
    /// <param name="Problem">What is wrong and what to do.</param>
    public sealed record Unreachable(string Problem) : ManagementConnecting;
}
