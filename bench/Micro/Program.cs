using System.CommandLine;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using HmisGateway.Micro;
using HmisGateway.Testing;

Option<int?> registry = new("--registry") { Description = "import so many clients and look them up, instead of measuring single steps" };
Option<string> storage = new("--storage") { Description = "of the registry: sqlite, or postgres, on a server that is started for it", DefaultValueFactory = static _ => "sqlite" };
storage.AcceptOnlyFromAmong("sqlite", "postgres");
RootCommand root = new("Measures single steps of the gateway in one process.") { registry, storage };
root.SetAction(async (parsed, cancellationToken) =>
{
    if (parsed.GetValue(registry) is { } clients)
    {
        if (parsed.GetRequiredValue(storage) == "sqlite")
        {
            await new RegistryAtSize(clients, Console.Out, database: null).RunAsync();
            return 0;
        }

        if (PostgresPrograms.Folder is not { } programs)
        {
            await Console.Error.WriteLineAsync("There is no PostgreSQL server on this machine: install the package postgresql.");
            return 3;
        }

        await using PostgresCluster server = await PostgresCluster.StartAsync(programs);
        await new RegistryAtSize(clients, Console.Out, server.ConnectionString("postgres")).RunAsync();
        return 0;
    }

    // In this process: the storage and the keys that a step needs are those of one gateway.
    IConfig config = DefaultConfig.Instance
        .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
        .WithArtifactsPath(Path.Combine(GatewayInProcess.DefaultRoot, "micro"));
    BenchmarkRunner.Run<HotPath>(config);
    return 0;
});
return await root.Parse(args).InvokeAsync();
