using System.CommandLine;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using HmisGateway.Micro;

Option<int?> registry = new("--registry") { Description = "import so many clients and look them up, instead of measuring single steps" };
RootCommand root = new("Measures single steps of the gateway in one process.") { registry };
root.SetAction(async (parsed, cancellationToken) =>
{
    if (parsed.GetValue(registry) is { } clients)
    {
        await new RegistryAtSize(clients, Console.Out).RunAsync();
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
