using System.CommandLine;
using HmisGateway.Hosting;
using HmisGateway.Management;

namespace HmisGateway.Cli;

/// <summary><c>config check</c>: everything that is wrong with the configuration, at once.</summary>
internal sealed class ConfigCheckVerb : Verb
{
    private readonly Option<OutputFormat> _output = CommonOptions.Output();

    /// <summary>Creates the verb.</summary>
    public ConfigCheckVerb(VerbRunner runner)
        : base("check", "Checks the configuration without starting anything and prints everything that is wrong with it.", "the configuration has problems")
    {
        Add(_output);
        SetAction((parsed, cancel) => runner.RunAsync(parsed, _output, (output, _) => Task.FromResult(Check(runner, parsed, output)), cancel));
    }

    private static int Check(VerbRunner runner, ParseResult parsed, VerbOutput output)
    {
        IReadOnlyList<ConfigurationProblem> problems =
            ConfigurationReader.Read(runner.ConfigurationArguments(parsed)) is ConfigurationReading.Unusable unusable ? unusable.Problems : [];
        output.Data(problems, ManagementJson.Default.IReadOnlyListConfigurationProblem, text =>
        {
            foreach (ConfigurationProblem problem in problems)
            {
                text.WriteLine(problem);
            }

            text.WriteLine(problems.Count switch { 0 => "no problems", 1 => "1 problem", var many => $"{many} problems" });
        });
        return problems.Count == 0 ? ExitCode.Done : ExitCode.Finding;
    }
}
