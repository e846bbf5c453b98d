using System.CommandLine;
using HmisGateway.Hosting;
using HmisGateway.Management;

namespace HmisGateway.Cli;

/// <summary><c>config show</c>: the effective configuration and where each value comes from.</summary>
internal sealed class ConfigShowVerb : Verb
{
    private readonly Option<bool> _redacted = new("--redacted")
    {
        Description = "Replaces secrets. They are always replaced; the option says so in scripts.",
    };

    private readonly Option<OutputFormat> _output = CommonOptions.Output();

    /// <summary>Creates the verb.</summary>
    public ConfigShowVerb(VerbRunner runner)
        : base("show", "Prints the effective configuration, defaults included, with the source of each value and without secrets.", finding: null)
    {
        Add(_redacted);
        Add(_output);
        SetAction((parsed, cancel) => runner.RunAsync(parsed, _output, (output, _) => Task.FromResult(Show(runner, parsed, output)), cancel));
    }

    private static int Show(VerbRunner runner, ParseResult parsed, VerbOutput output)
    {
        ConfigurationReading reading = ConfigurationReader.Read(runner.ConfigurationArguments(parsed));
        if (reading is ConfigurationReading.Unusable { Partial: null, Problems: var problems })
        {
            return VerbRunner.Refuse(output, problems);
        }

        GatewayConfiguration configuration = reading is ConfigurationReading.Unusable { Partial: { } partial }
            ? partial
            : ((ConfigurationReading.Usable)reading).Configuration;
        IReadOnlyList<EffectiveSetting> settings = EffectiveSettings.Of(configuration);
        output.Data(settings, ManagementJson.Default.IReadOnlyListEffectiveSetting, text => TextTable.Write(
            text, ["KEY", "VALUE", "SOURCE"], [.. settings.Select(static s => (IReadOnlyList<string>)[s.Key, s.Value ?? "-", s.Source])]));
        return ExitCode.Done;
    }
}
