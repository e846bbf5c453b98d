using System.CommandLine;
using HmisGateway.Experiments.Crash;
using HmisGateway.Experiments.Fence;
using HmisGateway.Experiments.Revocation;
using HmisGateway.Experiments.Rounds;
using HmisGateway.Experiments.Survey;
using HmisGateway.Experiments.Tables;
using HmisGateway.Experiments.Uploads;
using HmisGateway.Experiments.Vendor;

namespace HmisGateway.Experiments;

/// <summary>The command line: an experiment, or one of the roles that an experiment starts.</summary>
internal static class ExperimentCommand
{
    private const ulong DefaultSeed = 20261122;

    public static RootCommand Create() => new("Kills, cuts and starves a real gateway, and counts what became of its promises.")
    {
        Experiment("kill", "kill -9 at random moments under load", rounds: 200, static work => new CrashExperiment(work, "kill -9", new KillCrash(work))),
        Experiment("power-cut", "power cut at random moments under load, on a file system in a file (root)", rounds: 50, static work => new CrashExperiment(work, "power cut", new PowerCut(work))),
        Experiment("disk-full", "the disk fills up under load and is freed again (root)", rounds: 10, static work => new DiskFullExperiment(work)),
        Experiment("disk-error", "EIO from syncs and writes under load (strace)", rounds: 20, static work => new DiskErrorExperiment(work)),
        Experiment("fence", "No Sharing recorded while 50 slow forwards that concern the client are in flight", rounds: 100, static work => new FenceExperiment(work)),
        Experiment("stalled-kill", "kill -9 with full send queues towards a vendor that reads nothing", rounds: 10, static work => new StalledKillExperiment(work)),
        RevocationCommand(),
        UploadCommand(),
        VendorCommand(),
        SurveyCommand(),
        TablesCommand(),
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

    private static Task<int> RunAsync(
        string name, Func<DirectoryInfo, IExperiment> create, int rounds, ulong seed, FileInfo? output, CancellationToken cancellationToken) =>
        InFolderAsync(async work =>
        {
            await using IExperiment experiment = create(work);
            return await RoundLoop.RunAsync(name, experiment, rounds, seed, output, cancellationToken);
        });

    private static async Task<int> InFolderAsync(Func<DirectoryInfo, Task<int>> run)
    {
        DirectoryInfo work = Directory.CreateTempSubdirectory("hmis-gateway-experiment-");
        try
        {
            return await run(work);
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

    private static Command RevocationCommand()
    {
        Option<int> rounds = new("--rounds") { Description = "rounds of each cell", DefaultValueFactory = _ => 1 };
        Option<ulong> seed = new("--seed") { Description = "of all random numbers", DefaultValueFactory = _ => DefaultSeed };
        Option<int[]> replicas = new("--replicas")
        {
            Description = "how many gateways work on the database",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [1, 3],
        };
        Option<RevocationFault[]> faults = new("--faults")
        {
            Description = "what strikes",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => Enum.GetValues<RevocationFault>(),
        };
        Option<RevocationPoint[]> points = new("--points")
        {
            Description = "how far the forwards have come",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => Enum.GetValues<RevocationPoint>(),
        };
        Option<FileInfo?> output = new("--out") { Description = "file that takes one JSON object for each round" };
        Option<FileInfo?> table = new("--table") { Description = "runs nothing: writes the table of docs/explanation/revocation.md from the JSON lines of this file" };
        Option<DirectoryInfo> root = new("--root") { Description = "the checkout", DefaultValueFactory = _ => new DirectoryInfo(Environment.CurrentDirectory) };
        Option<bool> check = new("--check") { Description = "with --table: compare only; exit code 1 when the document is not up to date" };
        Command command = new("revocation", "No Sharing recorded on PostgreSQL while forwards are under way on a replica that is stopped, killed or cut off")
        {
            rounds, seed, replicas, faults, points, output, table, root, check,
        };
        command.SetAction((parsed, cancellationToken) => parsed.GetValue(table) is { } lines
            ? Task.FromResult(RevocationDocument.Run(parsed.GetValue(root)!, lines, parsed.GetValue(check)))
            : InFolderAsync(work => RevocationExperiment.RunAsync(
                work,
                [
                    .. from count in parsed.GetValue(replicas)!
                       from fault in parsed.GetValue(faults)!
                       from point in parsed.GetValue(points)!
                       select new RevocationCell(count, point, fault),
                ],
                parsed.GetValue(rounds),
                parsed.GetValue(seed),
                parsed.GetValue(output),
                cancellationToken)));
        return command;
    }

    private static Command SurveyCommand()
    {
        Option<FileInfo?> output = new("--out") { Description = "file that takes one JSON object for each kind of operation" };
        Command command = new("fault-points", "compares the fault points with the system calls on the data directory (strace)") { output };
        command.SetAction((parsed, cancellationToken) => InFolderAsync(
            work => FaultPointSurvey.RunAsync(work, parsed.GetValue(output), cancellationToken)));
        return command;
    }

    private static Command UploadCommand()
    {
        Option<int> megabytes = new("--megabytes") { Description = "of CSV", DefaultValueFactory = _ => 1000 };
        Option<int> clients = new("--clients") { Description = "in it", DefaultValueFactory = _ => 100_000 };
        Option<FileInfo?> output = new("--out") { Description = "file that takes a JSON object for each upload" };
        Command command = new("upload", "a large HUD CSV export: speed, memory, and whether anything is ever on disk in clear") { megabytes, clients, output };
        command.SetAction((parsed, cancellationToken) => InFolderAsync(
            work => UploadExperiment.RunAsync(work, new SyntheticExport(parsed.GetValue(megabytes), parsed.GetValue(clients)), parsed.GetValue(output), cancellationToken)));
        return command;
    }

    private static Command TablesCommand()
    {
        Option<DirectoryInfo> root = new("--root") { Description = "the checkout", DefaultValueFactory = _ => new DirectoryInfo(Environment.CurrentDirectory) };
        Option<bool> check = new("--check") { Description = "compare only; exit code 1 when the document is not up to date" };
        Command command = new("tables", "writes the tables of docs/explanation/faults.md from the kept JSON lines") { root, check };
        command.SetAction(parsed => FaultTables.Run(parsed.GetValue(root)!, parsed.GetValue(check)));
        return command;
    }

    private static Command VendorCommand()
    {
        Option<string> record = new("--record") { Description = "file that takes every byte that arrives", Required = true };
        Option<VendorBehaviour> behaviour = new("--behaviour") { Description = "what it does with a request" };
        Option<double> delay = new("--delay") { Description = "milliseconds before an answer" };
        Option<bool> watch = new("--watch") { Description = "also write down when bytes arrive that are not read" };
        Command command = new("vendor", "a stand-in for the HMIS that records every byte; ends with its standard input") { record, behaviour, delay, watch };
        command.SetAction((parsed, cancellationToken) => VendorRole.RunAsync(
            parsed.GetValue(record)!, parsed.GetValue(behaviour), TimeSpan.FromMilliseconds(parsed.GetValue(delay)), parsed.GetValue(watch), cancellationToken));
        return command;
    }
}
