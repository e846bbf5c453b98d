using HmisGateway.Cli;

namespace HmisGateway.Tests.Cli;

public sealed class CliReferenceTests
{
    /// <summary>Set the environment variable <c>UPDATE_DOCS</c> to write the file anew.</summary>
    [Fact]
    public void The_reference_is_what_the_command_line_says()
    {
        CommandLine commandLine = CommandLine.For(CommandLineRun.Environment(TextWriter.Null, TextWriter.Null, "/", CommandLineRun.Hosts()));
        string reference = CliReference.Render(commandLine.Root);
        string file = RepositoryFile.Path("docs/reference/cli.md");
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") is { Length: > 0 })
        {
            File.WriteAllText(file, reference);
        }

        File.ReadAllText(file).ReplaceLineEndings("\n").ShouldBe(reference, "run the test once with UPDATE_DOCS=1, and read what changed");
    }
}
