using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using HmisGateway.Bench.Replicas;
using HmisGateway.Bench.Roles;

namespace HmisGateway.Bench;

/// <summary>The command line: a measurement, or one of the roles that a measurement starts.</summary>
internal static class BenchCommand
{
    private const string Sqlite = "sqlite";
    private const string Postgres = "postgres";
    private const ulong DefaultSeed = 20261102;
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Where <c>dotnet build -c Release</c> puts the gateway, seen from the bench.</summary>
    private static string BuiltGateway => Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../Gateway/release/hmis-gateway.dll"));

    /// <summary>Under <c>artifacts/</c>, next to what was built: on the disk of the checkout, never in memory.</summary>
    private static string DefaultDataRoot => Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../bench"));

    public static RootCommand Create()
    {
        var gateway = new Option<FileInfo>("--gateway") { Description = "the gateway's hmis-gateway.dll", DefaultValueFactory = _ => new FileInfo(BuiltGateway) };
        var connections = Positive("--connections", 32, "keep-alive connections");
        var rounds = Positive("--rounds", 6, "rounds; in each, every proxy has its turn");
        var seconds = Positive("--seconds", 4, "length of a turn");
        var warmUp = Positive("--warm-up", 6, "seconds of load on each proxy before the first round");
        var warmUpRequests = Positive("--warm-up-requests", 20_000, "requests that each proxy answers at least before the first round");
        var storage = new Option<string>("--storage") { Description = "sqlite, or postgres: on a server that is started for it", DefaultValueFactory = _ => Sqlite };
        storage.AcceptOnlyFromAmong(Sqlite, Postgres);
        var writers = Positive("--writers", 200, "writers of the cell replicas, each with a connection of its own");
        var cells = new Option<string[]>("--cells")
        {
            Description = "what is measured; replicas needs postgres",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => Measurement.AllCells,
        };
        cells.AcceptOnlyFromAmong([.. Measurement.AllCells, ReplicasMeasurement.Cell]);
        var clients = Positive("--clients", 32, "clients that the writes are about");
        var answerIds = AnswerIdsOption();
        var seed = new Option<ulong>("--seed") { Description = "where the made-up clients come from", DefaultValueFactory = _ => DefaultSeed };
        var dataRoot = new Option<DirectoryInfo>("--data-root") { Description = "folder for the gateway's data, on a real disk", DefaultValueFactory = _ => new DirectoryInfo(DefaultDataRoot) };
        var output = new Option<string>("--output") { Description = "text or json", DefaultValueFactory = _ => "text" };
        output.AcceptOnlyFromAmong("text", "json");
        var noise = new Option<bool>("--noise") { Description = "compare two bare proxies: how much the machine alone makes them differ" };
        var profile = new Option<DirectoryInfo?>("--profile") { Description = "also write CPU profiles of the gateway into this folder, with perf" };

        var root = new RootCommand("Measures the gateway against a bare YARP proxy on this machine.")
        {
            gateway, connections, rounds, seconds, warmUp, warmUpRequests, storage, writers, cells, clients, answerIds, seed, dataRoot, output, noise, profile,
            UpstreamCommand(), ProxyCommand(),
        };
        root.SetAction((parsed, cancellationToken) => MeasureAsync(
            new RunOptions
            {
                Gateway = parsed.GetRequiredValue(gateway),
                Connections = parsed.GetRequiredValue(connections),
                Rounds = parsed.GetRequiredValue(rounds),
                Turn = TimeSpan.FromSeconds(parsed.GetRequiredValue(seconds)),
                WarmUp = TimeSpan.FromSeconds(parsed.GetRequiredValue(warmUp)),
                WarmUpRequests = parsed.GetRequiredValue(warmUpRequests),
                OnPostgres = parsed.GetRequiredValue(storage) == Postgres,
                Writers = parsed.GetRequiredValue(writers),
                Cells = parsed.GetRequiredValue(cells),
                Clients = parsed.GetRequiredValue(clients),
                AnswerIds = parsed.GetRequiredValue(answerIds),
                Seed = parsed.GetRequiredValue(seed),
                DataRoot = parsed.GetRequiredValue(dataRoot),
                Json = parsed.GetRequiredValue(output) == "json",
                Noise = parsed.GetValue(noise),
                Profile = parsed.GetValue(profile),
            },
            cancellationToken));
        return root;
    }

    private static async Task<int> MeasureAsync(RunOptions options, CancellationToken cancellationToken)
    {
        if (!RuntimeInformation.IsOSPlatform(OSPlatform.Linux))
        {
            await Console.Error.WriteLineAsync("The bench measures on Linux only: it drives load with epoll and reads /proc.");
            return 3;
        }

        if (!options.Noise && !options.Gateway.Exists)
        {
            await Console.Error.WriteLineAsync($"No gateway at {options.Gateway.FullName}: build it with `dotnet build -c Release src/Gateway`, or name it with --gateway.");
            return 2;
        }

        if (options.Cells.Contains(ReplicasMeasurement.Cell) && !options.OnPostgres)
        {
            await Console.Error.WriteLineAsync($"Several replicas need --storage {Postgres}.");
            return 2;
        }

        try
        {
            using var measurement = new Measurement(options, options.Json ? Console.Error : Console.Out);
            var report = await measurement.RunAsync(cancellationToken);
            if (options.Json)
            {
                Console.WriteLine(JsonSerializer.Serialize(report, Indented));
            }

            return 0;
        }
        catch (BenchFailedException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return e.IsWrongAnswer ? 1 : 3;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("Stopped.");
            return 3;
        }
    }

    private static Command UpstreamCommand()
    {
        var answerIds = AnswerIdsOption();
        var command = new Command("upstream", "a light stand-in for the HMIS; ends with its standard input") { answerIds };
        command.SetAction((parsed, cancellationToken) => Upstream.RunAsync(parsed.GetRequiredValue(answerIds), cancellationToken));
        return command;
    }

    private static Command ProxyCommand()
    {
        var to = new Option<string>("--to") { Description = "base address of the upstream", Required = true };
        var command = new Command("proxy", "a bare YARP proxy; ends with its standard input") { to };
        command.SetAction((parsed, cancellationToken) => BareProxy.RunAsync(new Uri(parsed.GetRequiredValue(to)), cancellationToken));
        return command;
    }

    private static Option<AnswerIds> AnswerIdsOption() => new("--answer-ids")
    {
        Description = "New: a new id for every create, as a real HMIS answers; PerClient: one id for each client",
        DefaultValueFactory = _ => AnswerIds.New,
    };

    private static Option<int> Positive(string name, int value, string description)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => value };
        option.Validators.Add(result =>
        {
            // What is not a number at all is reported by the parser.
            if (result.Tokens is [var token] && int.TryParse(token.Value, CultureInfo.InvariantCulture, out var number) && number < 1)
            {
                result.AddError($"{name} must be 1 or more.");
            }
        });
        return option;
    }
}
