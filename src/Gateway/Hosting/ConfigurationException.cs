namespace HmisGateway.Hosting;

/// <summary>A configuration that was put together at run time cannot be used.</summary>
internal sealed class ConfigurationException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="problems">Everything that is wrong, at least one.</param>
    public ConfigurationException(IReadOnlyList<ConfigurationProblem> problems)
        : base(string.Join(Environment.NewLine, problems)) => Problems = problems;

    /// <summary>Everything that is wrong.</summary>
    public IReadOnlyList<ConfigurationProblem> Problems { get; }
}
