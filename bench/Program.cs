using System.CommandLine;
using HmisGateway.Bench;

var command = BenchCommand.Create();
var parsed = command.Parse(args);
if (parsed.Errors.Count > 0)
{
    foreach (var error in parsed.Errors)
    {
        await Console.Error.WriteLineAsync(error.Message);
    }

    await Console.Error.WriteLineAsync("hmis-gateway-bench --help lists the options.");
    return 2;
}

// Long enough to end the processes that were started and to delete their data.
return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(30) });
