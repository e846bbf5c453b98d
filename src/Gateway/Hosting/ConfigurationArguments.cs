namespace HmisGateway.Hosting;

/// <summary>Where the configuration is read from besides the process environment.</summary>
internal sealed record ConfigurationArguments
{
    /// <summary>Folder of <c>appsettings.json</c>; relative paths start there.</summary>
    public required string WorkingDirectory { get; init; }

    /// <summary>Name of the environment, for <c>appsettings.{Environment}.json</c>.</summary>
    /// <value>The default is <c>Production</c>.</value>
    public string EnvironmentName { get; init; } = "Production";

    /// <summary>A further JSON file, from <c>--config</c>; it must exist.</summary>
    public string? File { get; init; }

    /// <summary>The data directory, from <c>--data</c>.</summary>
    public string? DataDirectory { get; init; }

    /// <summary>Settings of the command line, <c>--Section:Key=value</c>, the strongest source.</summary>
    public IReadOnlyList<KeyValuePair<string, string?>> Settings { get; init; } = [];
}
