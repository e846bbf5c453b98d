using System.Diagnostics.CodeAnalysis;

namespace HmisGateway.Hosting;

/// <summary>A configuration that was put together at run time cannot be used.</summary>
[SuppressMessage("Design", "CA1032", Justification = "It is nothing without its problems.")]
internal sealed class ConfigurationException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="problems">Everything that is wrong, at least one.</param>
    public ConfigurationException(IReadOnlyList<ConfigurationProblem> problems)
        : base(string.Join(Environment.NewLine, problems)) => Problems = problems;

    /// <summary>Everything that is wrong.</summary>
    public IReadOnlyList<ConfigurationProblem> Problems { get; }
}
