namespace HmisGateway.Cli;

/// <summary><c>serve</c>: runs the gateway.</summary>
internal sealed class ServeVerb : Verb
{
    /// <summary>What it does.</summary>
    public const string What = "Runs the gateway until Ctrl-C or SIGTERM. The default when no verb is given.";

    /// <summary>Creates the verb.</summary>
    public ServeVerb(VerbRunner runner)
        : base("serve", What, finding: null) => SetAction((parsed, cancel) => RunAsync(runner, parsed, cancel));

    /// <summary>Runs the gateway.</summary>
    public static Task<int> RunAsync(VerbRunner runner, System.CommandLine.ParseResult parsed, CancellationToken cancellationToken) =>
        runner.ConfiguredAsync(parsed, output: null, async (configuration, _, cancel) =>
        {
            await runner.Environment.Hosts.Serve(configuration, cancel);
            return ExitCode.Done;
        }, cancellationToken);
}
