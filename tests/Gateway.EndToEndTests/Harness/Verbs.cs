using HmisGateway.Cli;

namespace HmisGateway.EndToEndTests.Harness;

/// <summary>Verbs of the command line in this process, on a gateway that runs in another.</summary>
public static class Verbs
{
    /// <summary>Runs a verb that must succeed; what it printed on standard output.</summary>
    public static async Task<string> DoneAsync(string dataDirectory, params string[] arguments)
    {
        (int exitCode, string output, string error) = await RunAsync(dataDirectory, "", arguments);
        exitCode.ShouldBe(0, error);
        return output;
    }

    /// <summary>Runs a verb with something on standard input.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(string dataDirectory, string input, params string[] arguments)
    {
        using StringReader standardInput = new(input);
        using StringWriter output = new();
        using StringWriter error = new();
        CommandEnvironment environment = new()
        {
            Out = output,
            Error = error,
            In = standardInput,
            WorkingDirectory = dataDirectory,
            Hosts = new CommandHosts(
                static (_, _) => throw new InvalidOperationException(),
                static (_, _) => throw new InvalidOperationException(),
                static (_, _) => throw new InvalidOperationException("No gateway runs.")),
        };
        int exitCode = await CommandLine.RunAsync([.. arguments, "--data", dataDirectory], environment, TestContext.Current.CancellationToken);
        return (exitCode, output.ToString(), error.ToString());
    }
}
