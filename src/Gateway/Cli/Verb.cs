using System.CommandLine;

namespace HmisGateway.Cli;

/// <summary>A verb of the command line.</summary>
internal abstract class Verb : Command
{
    private readonly string? _finding;

    /// <summary>Creates a verb.</summary>
    /// <param name="name">The word.</param>
    /// <param name="description">What it does, in one sentence or two.</param>
    /// <param name="finding">What exit code 1 means, or null when the verb has no findings.</param>
    protected Verb(string name, string description, string? finding)
        : base(name, description) => _finding = finding;

    /// <summary>What the exit codes mean, one a line.</summary>
    public IEnumerable<string> ExitCodes => DescribeExitCodes(_finding);

    /// <summary>What the exit codes of a command without findings mean.</summary>
    public static IEnumerable<string> DescribeExitCodes(string? finding)
    {
        yield return "0  done";
        if (finding is not null)
        {
            yield return $"1  finding: {finding}";
        }

        yield return "2  usage: the command line is wrong; nothing was done";
        yield return "3  fault: configuration, storage or network";
    }
}
