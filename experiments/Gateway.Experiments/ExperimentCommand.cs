using System.CommandLine;
using HmisGateway.Experiments.Crash;
using HmisGateway.Experiments.Fence;
using HmisGateway.Experiments.Rounds;
using HmisGateway.Experiments.Vendor;

namespace HmisGateway.Experiments;

/// <summary>The command line: an experiment, or one of the roles that an experiment starts.</summary>
internal static class ExperimentCommand
{
    private const ulong DefaultSeed = 20261122;

    public static RootCommand Create() => new("Kills, cuts and starves a real gateway, and counts what became of its promises.")
    {
        Experiment("kill", "kill -9 at random moments under load", rounds: 200, static work => new CrashExperiment(work, "kill", static folder => new KillCrash(folder))),
        Experiment("fence", "No Sharing recorded while 50 slow forwards that concern the client are in flight", rounds: 100, static work => new FenceExperiment(work)),
        Experiment("stalled-kill", "kill -9 with full send queues towards a vendor that reads nothing", rounds: 10, static work => new StalledKillExperiment(work)),
        VendorCommand(),
    };

    /// <summary>Makes the command of an experiment. Exit codes: 0 every promise was kept, 1 one was broken, 2 usage, 3 the experiment could not be carried out.</summary>
    private static Command Experiment(string name, string description, int rounds, Func<DirectoryInfo, IExperiment> create)
    {
        Option<int> count = new("--rounds") { Description = "rounds that count", DefaultValueFactory = _ => rounds };
        Option<ulong> seed = new("--seed") { Description = "of all random numbers", DefaultValueFactory = _ => DefaultSeed };
        Option<FileInfo?> output = new("--out") { Description = "file that takes one JSON object for each round" };
        Command command = new(name, description) { count, seed, output };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            name, create, parsed.GetValue(count), parsed.GetValue(seed), parsed.GetValue(output), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        string name, Func<DirectoryInfo, IExperiment> create, int rounds, ulong seed, FileInfo? output, CancellationToken cancellationToken)
    {
        DirectoryInfo work = Directory.CreateTempSubdirectory("hmis-gateway-experiment-");
        try
        {
            await using IExperiment experiment = create(work);
            return await RoundLoop.RunAsync(name, experiment, rounds, seed, output, cancellationToken);
        }
        catch (Exception fault) when (fault is ExperimentFailedException or TimeoutException or IOException or OperationCanceledException)
        {
            await Console.Error.WriteLineAsync(fault.Message);
            return 3;
        }
        finally
        {
            work.Delete(recursive: true);
        }
    }

    private static Command VendorCommand()
    {
        Option<string> record = new("--record") { Description = "file that takes every byte that arrives", Required = true };
        Option<VendorBehaviour> behaviour = new("--behaviour") { Description = "what it does with a request" };
        Option<double> delay = new("--delay") { Description = "milliseconds before an answer" };
        Command command = new("vendor", "a stand-in for the HMIS that records every byte; ends with its standard input") { record, behaviour, delay };
        command.SetAction((parsed, cancellationToken) => VendorRole.RunAsync(
            parsed.GetValue(record)!, parsed.GetValue(behaviour), TimeSpan.FromMilliseconds(parsed.GetValue(delay)), cancellationToken));
        return command;
    }
}
