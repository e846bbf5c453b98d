using HmisGateway.Hosting;

namespace HmisGateway.Cli;

/// <summary>How the sandbox is started. It listens on loopback only.</summary>
internal sealed record SandboxOptions
{
    /// <summary>Port of the agency listener; 0 for any free one.</summary>
    public required int Port { get; init; }

    /// <summary>Port of the simulated vendor; 0 for any free one.</summary>
    public required int VendorPort { get; init; }

    /// <summary>Port of the management listener; 0 for any free one.</summary>
    public required int ManagementPort { get; init; }

    /// <summary>The data directory, absolute; null for a fresh one that is deleted at the end.</summary>
    public string? DataDirectory { get; init; }

    /// <summary>Takes <c>{"gateway","management","vendor","agency","key"}</c> when everything is ready; null for none.</summary>
    public string? ReadyFile { get; init; }

    /// <summary>Where the calls to paste are printed.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>The configuration's sources; the sandbox adds its listeners and its vendor as the strongest settings.</summary>
    public required ConfigurationArguments Configuration { get; init; }
}
