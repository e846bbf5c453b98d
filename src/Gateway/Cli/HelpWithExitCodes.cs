using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace HmisGateway.Cli;

/// <summary>The library's help, followed by what the verb's exit codes mean.</summary>
internal sealed class HelpWithExitCodes(HelpAction inner) : SynchronousCommandLineAction
{
    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        int result = inner.Invoke(parseResult);
        TextWriter output = parseResult.InvocationConfiguration.Output;
        output.WriteLine("Exit codes:");
        foreach (string line in CommandLine.ExitCodesOf(parseResult.CommandResult.Command))
        {
            output.WriteLine("  " + line);
        }

        output.WriteLine();
        output.WriteLine("Settings are also taken from appsettings.json, environment variables (Gateway__Listen=…) and --Section:Key=value.");
        return result;
    }
}
