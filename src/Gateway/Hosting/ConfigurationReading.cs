namespace HmisGateway.Hosting;

/// <summary>What reading the configuration came to. A closed result.</summary>
internal abstract record ConfigurationReading
{
    private ConfigurationReading()
    {
    }

    /// <summary>It can be used.</summary>
    /// <param name="Configuration">The configuration.</param>
    public sealed record Usable(GatewayConfiguration Configuration) : ConfigurationReading;

    /// <summary>It cannot be used.</summary>
    /// <param name="Problems">Everything that is wrong, at least one.</param>
    /// <param name="Partial">As much as could be read, for verbs that only need the folders; null when a file cannot be read.</param>
    public sealed record Unusable(IReadOnlyList<ConfigurationProblem> Problems, GatewayConfiguration? Partial) : ConfigurationReading;
}
