using System.CommandLine;
using HmisGateway.Captures;
using HmisGateway.Hosting;
using HmisGateway.Ledger;

namespace HmisGateway.Cli;

/// <summary>Runs verbs: reads the configuration, opens the management operations, turns faults into one line and an exit code.</summary>
internal sealed class VerbRunner(CommandEnvironment environment, IReadOnlyList<KeyValuePair<string, string?>> settings)
{
    private readonly ManagementConnector _connector = new(environment.Hosts);

    /// <summary>What the command line sees of the world.</summary>
    public CommandEnvironment Environment => environment;

    /// <summary>Where the configuration of this command line is read from.</summary>
    public ConfigurationArguments ConfigurationArguments(ParseResult parsed) => new()
    {
        WorkingDirectory = environment.WorkingDirectory,
        EnvironmentName = environment.EnvironmentName,
        File = parsed.GetValue(CommonOptions.Config),
        DataDirectory = parsed.GetValue(CommonOptions.Data),
        Settings = settings,
    };

    /// <summary>The profiles of this command line's configuration, be it that something else of it has problems.</summary>
    public ProfileCatalog Profiles(ParseResult parsed) => ConfigurationReader.Read(ConfigurationArguments(parsed)) switch
    {
        ConfigurationReading.Usable { Configuration: { } configuration } => configuration.Profiles,
        ConfigurationReading.Unusable { Partial: { } partial } => partial.Profiles,
        _ => ProfileCatalog.Load(null),
    };

    /// <summary>The vendors of this command line's configuration; a gateway that runs may have been started with another one.</summary>
    public IReadOnlyList<VendorOptions> Vendors(ParseResult parsed) => ConfigurationReader.Read(ConfigurationArguments(parsed)) switch
    {
        ConfigurationReading.Usable { Configuration: { } configuration } => configuration.Vendors,
        ConfigurationReading.Unusable { Partial: { } partial } => partial.Vendors,
        _ => [],
    };

    /// <summary>The section <c>Ledger</c> of this command line's configuration; a gateway that runs may have been started with another one.</summary>
    public LedgerOptions Ledger(ParseResult parsed) => ConfigurationReader.Read(ConfigurationArguments(parsed)) switch
    {
        ConfigurationReading.Usable { Configuration: { } configuration } => configuration.Ledger,
        ConfigurationReading.Unusable { Partial: { } partial } => partial.Ledger,
        _ => new LedgerOptions(),
    };

    /// <summary>A place of an anchor as it was stated: an address, or the full path of a file.</summary>
    public string PlaceOf(string stated) => AnchorPlace.IsAddress(stated) ? stated : Path.GetFullPath(stated, environment.WorkingDirectory);

    /// <summary>Where a verb prints.</summary>
    public VerbOutput Output(ParseResult parsed, Option<OutputFormat>? output) =>
        new(environment.Out, environment.Error, output is null ? OutputFormat.Text : parsed.GetValue(output));

    /// <summary>Finds a file that a verb reads.</summary>
    /// <param name="stated">As it was stated, from the working directory.</param>
    /// <param name="output">Takes what is wrong.</param>
    /// <returns>Its full path; null after it was said that there is none.</returns>
    public string? FindFile(string stated, VerbOutput output)
    {
        string file = Path.GetFullPath(stated, environment.WorkingDirectory);
        if (File.Exists(file))
        {
            return file;
        }

        output.Fail(ExitCode.Usage, $"the file {file} does not exist.");
        return null;
    }

    /// <summary>Reads a file of captured traffic.</summary>
    /// <param name="stated">As it was stated, from the working directory.</param>
    /// <param name="output">Takes what is wrong.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>Its requests; null after it was said what is wrong.</returns>
    public async Task<IReadOnlyList<CapturedRequest>?> ReadCaptureAsync(string stated, VerbOutput output, CancellationToken cancellationToken)
    {
        if (FindFile(stated, output) is not { } file)
        {
            return null;
        }

        try
        {
            await using FileStream content = File.OpenRead(file);
            return await HarFile.ReadAsync(content, cancellationToken);
        }
        catch (InvalidDataException fault)
        {
            output.Fail(ExitCode.Usage, $"{file}: {fault.Message}");
            return null;
        }
    }

    /// <summary>Runs a verb that needs no more than the configuration's sources.</summary>
    public async Task<int> RunAsync(
        ParseResult parsed, Option<OutputFormat>? output, Func<VerbOutput, CancellationToken, Task<int>> run, CancellationToken cancellationToken)
    {
        VerbOutput printer = Output(parsed, output);
        try
        {
            return await run(printer, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return printer.Fail(ExitCode.Fault, "stopped before it was done.");
        }
        catch (ConfigurationException misconfigured)
        {
            return Refuse(printer, misconfigured.Problems);
        }
        catch (Exception fault)
        {
            return printer.Fail(ExitCode.Fault, FaultMessage.Of(fault));
        }
    }

    /// <summary>Runs a verb that needs a configuration without problems.</summary>
    public Task<int> ConfiguredAsync(
        ParseResult parsed,
        Option<OutputFormat>? output,
        Func<GatewayConfiguration, VerbOutput, CancellationToken, Task<int>> run,
        CancellationToken cancellationToken) =>
        RunAsync(parsed, output, (printer, cancel) => ConfigurationReader.Read(ConfigurationArguments(parsed)) switch
        {
            ConfigurationReading.Usable usable => run(usable.Configuration, printer, cancel),
            ConfigurationReading.Unusable unusable => Task.FromResult(Refuse(printer, unusable.Problems)),
            _ => throw new InvalidOperationException("A configuration is usable or not."),
        }, cancellationToken);

    /// <summary>Runs a verb that reads or changes data, through the running gateway or, when none runs, in this process.</summary>
    public Task<int> ManageAsync(
        ParseResult parsed, Option<OutputFormat>? output, Func<VerbSession, CancellationToken, Task<int>> run, CancellationToken cancellationToken) =>
        RunAsync(parsed, output, async (printer, cancel) =>
        {
            ManagementConnecting connecting = await _connector.OpenAsync(ConfigurationReader.Read(ConfigurationArguments(parsed)), cancel);
            switch (connecting)
            {
                case ManagementConnecting.Connected connected:
                    await using (connected.Connection)
                    {
                        return await run(new VerbSession(connected.Connection.Client, printer), cancel);
                    }

                case ManagementConnecting.Misconfigured misconfigured:
                    return Refuse(printer, misconfigured.Problems);
                case ManagementConnecting.Unreachable unreachable:
                    return printer.Fail(ExitCode.Fault, unreachable.Problem);
                default:
                    throw new InvalidOperationException("A connection is open or not.");
            }
        }, cancellationToken);

    /// <summary>Prints everything that is wrong with the configuration.</summary>
    /// <returns>The exit code of a fault.</returns>
    public static int Refuse(VerbOutput output, IReadOnlyList<ConfigurationProblem> problems)
    {
        foreach (ConfigurationProblem problem in problems)
        {
            output.Fail(ExitCode.Fault, problem.ToString());
        }

        return ExitCode.Fault;
    }
}
