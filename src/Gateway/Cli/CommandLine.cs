using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace HmisGateway.Cli;

/// <summary>The command line: which verbs there are, and what a wrong one is answered.</summary>
internal sealed class CommandLine
{
    private const string Name = "hmis-gateway";
    private readonly CommandEnvironment _environment;

    private CommandLine(CommandEnvironment environment, IReadOnlyList<KeyValuePair<string, string?>> settings)
    {
        _environment = environment;
        Root = Build(new VerbRunner(environment, settings));
    }

    /// <summary>The root of all verbs.</summary>
    public RootCommand Root { get; }

    /// <summary>Runs a command line.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, CommandEnvironment environment, CancellationToken cancellationToken)
    {
        SettingArguments split = SettingArguments.Split(arguments);
        CommandLine commandLine = new(environment, split.Settings);
        ParseResult parsed = commandLine.Root.Parse(split.Rest, new ParserConfiguration
        {
            // A value may begin with @ without being the name of a file.
            ResponseFileTokenReplacer = null,
            EnablePosixBundling = false,
        });
        List<string> problems = [.. split.Problems];
        if (parsed.Action is ParseErrorAction || (problems.Count > 0 && parsed.Action is not SynchronousCommandLineAction))
        {
            problems.AddRange(parsed.Errors.Select(static e => e.Message.ReplaceLineEndings(" ")));
            return commandLine.Refuse(parsed.CommandResult.Command, problems);
        }

        return await parsed.InvokeAsync(
            new InvocationConfiguration
            {
                Output = environment.Out,
                Error = environment.Error,
                EnableDefaultExceptionHandler = false,

                // The caller turns signals into cancellation, so that a gateway that stops has the time that it needs.
                ProcessTerminationTimeout = null,
            },
            cancellationToken);
    }

    /// <summary>The command line for an environment, to read its structure.</summary>
    public static CommandLine For(CommandEnvironment environment) => new(environment, []);

    /// <summary>What the exit codes of a command mean.</summary>
    public static IEnumerable<string> ExitCodesOf(Command command) =>
        command is Verb verb ? verb.ExitCodes : Verb.DescribeExitCodes(finding: null);

    /// <summary>The words of a command, from the root.</summary>
    public static string PathOf(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent
            ? $"{PathOf(parent)} {command.Name}"
            : Name;

    private int Refuse(Command command, IReadOnlyList<string> problems)
    {
        foreach (string problem in problems)
        {
            _environment.Error.WriteLine($"{Name}: {problem}");
        }

        _environment.Error.WriteLine($"See `{PathOf(command)} --help`.");
        return ExitCode.Usage;
    }

    private static RootCommand Build(VerbRunner runner)
    {
        RootCommand root = new("Keeps the data of No Sharing clients out of HMIS.");
        root.Add(CommonOptions.Config);
        root.Add(CommonOptions.Data);
        foreach (Command command in Commands(runner))
        {
            root.Add(command);
        }

        root.SetAction((parsed, cancel) => ServeVerb.RunAsync(runner, parsed, cancel));
        foreach (HelpOption help in root.Options.OfType<HelpOption>())
        {
            help.Action = new HelpWithExitCodes((HelpAction)help.Action!);
        }

        return root;
    }

    private static Command[] Commands(VerbRunner runner) =>
    [
        new ServeVerb(runner),
        new SandboxVerb(runner),
        new VerbGroup("agency", "Agencies and their keys.",
            new AgencyAddVerb(runner), new AgencyListVerb(runner), new AgencyRotateKeyVerb(runner), new AgencySetVerb(runner),
            new AgencyDisableVerb(runner),
            new VerbGroup("certificate", "Client certificates that prove an agency.",
                new AgencyCertificateAddVerb(runner), new AgencyProofListVerb(runner, "certificates"), new AgencyProofRemoveVerb(runner, "certificates")),
            new VerbGroup("credential", "Vendor credentials that prove an agency.",
                new AgencyCredentialAddVerb(runner), new AgencyProofListVerb(runner, "credentials"), new AgencyProofRemoveVerb(runner, "credentials"))),
        new VerbGroup("roi", "Releases of Information.",
            new RoiImportVerb(runner), new RoiSetVerb(runner), new RoiShowVerb(runner), new RoiMissingVerb(runner)),
        new VerbGroup("client", "Clients.", new ClientSeparateVerb(runner)),
        new VerbGroup("hmis", "What HMIS holds.", new HmisCompareVerb(runner)),
        new ExplainVerb(runner),
        new ReplayVerb(runner),
        new VerbGroup("profile", "Vendor profiles.",
            new ProfileListVerb(runner), new ProfileCheckVerb(runner), new ProfileDraftVerb(runner),
            new ProfileSchemaVerb(runner), new ProfileReloadVerb(runner)),
        new VerbGroup("offline", "The offline queue.",
            new OfflineListVerb(runner), new OfflineShowVerb(runner), new OfflineExportVerb(runner),
            new OfflineResubmitVerb(runner), new OfflineSettleVerb(runner), new OfflineEraseVerb(runner)),
        new VerbGroup("ledger", "The ledger.",
            new LedgerVerifyVerb(runner), new LedgerCheckpointVerb(runner), new LedgerReconcileVerb(runner)),
        new VerbGroup("keys", "The keys of the gateway.", new KeysRotateVerb(runner), new KeysRecoveryVerb(runner)),
        new VerbGroup("config", "The configuration.", new ConfigCheckVerb(runner), new ConfigShowVerb(runner)),
        new HealthcheckVerb(runner),
    ];
}
