using System.CommandLine;
using HmisGateway.Hosting;

namespace HmisGateway.Cli;

/// <summary><c>sandbox</c>: gateway, simulated vendor and seeded agency in one process.</summary>
internal sealed class SandboxVerb : Verb
{
    private readonly Option<int> _port = Port("--port", 8080, "Port of the agency listener.");
    private readonly Option<int> _vendorPort = Port("--vendor-port", 8082, "Port of the simulated HMIS vendor.");
    private readonly Option<int> _managementPort = Port("--management-port", 8081, "Port of the management listener.");
    private readonly Option<string?> _readyFile = new("--ready-file")
    {
        Description = "Takes {\"gateway\",\"management\",\"vendor\",\"agency\",\"key\"} when everything is ready.",
        HelpName = "FILE",
    };

    private readonly VerbRunner _runner;

    /// <summary>Creates the verb.</summary>
    public SandboxVerb(VerbRunner runner)
        : base("sandbox", "Runs the gateway with a simulated HMIS vendor and a seeded agency, on loopback only, and prints calls to "
            + "paste. Without --data its data directory is a fresh one that is deleted at the end. Port 0 takes any free port.", finding: null)
    {
        _runner = runner;
        Add(_port);
        Add(_vendorPort);
        Add(_managementPort);
        Add(_readyFile);
        SetAction((parsed, cancel) => runner.RunAsync(parsed, output: null, (output, stop) => RunAsync(parsed, output, stop), cancel));
    }

    private static Option<int> Port(string name, int normally, string description)
    {
        Option<int> option = new(name) { Description = description, HelpName = "N", DefaultValueFactory = _ => normally };
        option.Validators.Add(result =>
        {
            if (result.Errors.Any() || result.GetValueOrDefault<int>() is < 0 or > ushort.MaxValue)
            {
                result.AddError($"{name}: write a port from 0 to {ushort.MaxValue}.");
            }
        });
        return option;
    }

    private async Task<int> RunAsync(ParseResult parsed, VerbOutput output, CancellationToken cancellationToken)
    {
        ConfigurationArguments arguments = _runner.ConfigurationArguments(parsed);
        ConfigurationReading reading = ConfigurationReader.Read(arguments);
        if (reading is ConfigurationReading.Unusable { Partial: null, Problems: var problems })
        {
            return VerbRunner.Refuse(output, problems);
        }

        GatewayConfiguration configured = reading switch
        {
            ConfigurationReading.Usable usable => usable.Configuration,
            ConfigurationReading.Unusable unusable => unusable.Partial!,
            _ => throw new InvalidOperationException("A configuration is usable or not."),
        };
        foreach (string key in new[] { "Gateway:Listen", "Gateway:Management" })
        {
            if (configured.Source[key] is { } text && !(ListenAddress.TryParse(text, out ListenAddress? address, out _) && address.IsLoopback))
            {
                return output.Fail(ExitCode.Usage, $"{key}={text}: the sandbox listens on loopback only. Remove the setting.");
            }
        }

        await _runner.Environment.Hosts.Sandbox(
            new SandboxOptions
            {
                Port = parsed.GetValue(_port),
                VendorPort = parsed.GetValue(_vendorPort),
                ManagementPort = parsed.GetValue(_managementPort),
                DataDirectory = Absolute(arguments.DataDirectory ?? configured.Source["Storage:DataDirectory"]),
                ReadyFile = Absolute(parsed.GetValue(_readyFile)),
                Out = output.Out,
                Configuration = arguments,
            },
            cancellationToken);
        return ExitCode.Done;
    }

    private string? Absolute(string? path) => path is null ? null : Path.GetFullPath(path, _runner.Environment.WorkingDirectory);
}
