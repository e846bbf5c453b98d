using System.CommandLine;
using HmisGateway.Experiments;

ParseResult parsed = ExperimentCommand.Create().Parse(args);
if (parsed.Errors.Count > 0)
{
    foreach (System.CommandLine.Parsing.ParseError error in parsed.Errors)
    {
        await Console.Error.WriteLineAsync(error.Message);
    }

    return 2;
}

// Long enough to end the processes that were started and to unmount what was mounted.
return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(30) });
