using System.CommandLine;
using HmisGateway.Management;
using HmisGateway.Policy.Profiles;

namespace HmisGateway.Cli;

/// <summary><c>profile check FILE</c>.</summary>
internal sealed class ProfileCheckVerb : Verb
{
    private readonly Argument<string> _file = new("FILE") { Description = "A profile.", HelpName = "FILE" };
    private readonly Option<OutputFormat> _output = CommonOptions.Output();
    private readonly VerbRunner _runner;

    /// <summary>Creates the verb.</summary>
    public ProfileCheckVerb(VerbRunner runner)
        : base("check", "Checks a profile and prints everything that is wrong with it, each with its place in the file.", "the profile cannot be used")
    {
        _runner = runner;
        Add(_file);
        Add(_output);
        SetAction((parsed, cancel) => runner.RunAsync(parsed, _output, (output, stop) => RunAsync(parsed, output, stop), cancel));
    }

    private async Task<int> RunAsync(ParseResult parsed, VerbOutput output, CancellationToken cancellationToken)
    {
        string file = Path.GetFullPath(parsed.GetRequiredValue(_file), _runner.Environment.WorkingDirectory);
        if (!File.Exists(file))
        {
            return output.Fail(ExitCode.Usage, $"the file {file} does not exist.");
        }

        ProfileReport report = ProfileCompiler.Compile(await File.ReadAllBytesAsync(file, cancellationToken)) switch
        {
            ProfileCompilation.Compiled { Profile: { } profile } => new(profile.Name, profile.Rules.Count, []),
            ProfileCompilation.Rejected { Errors: { } errors } => new(null, 0, errors),
            _ => throw new InvalidOperationException("A profile is compiled or rejected."),
        };
        output.Data(report, ManagementJson.Default.ProfileReport, text =>
        {
            foreach (ProfileError error in report.Errors)
            {
                text.WriteLine(error);
            }

            text.WriteLine(report.Errors.Count switch
            {
                0 => $"profile {report.Name}: {report.Rules} rules, no problems",
                1 => "1 problem",
                var many => $"{many} problems",
            });
        });
        return report.Errors.Count == 0 ? ExitCode.Done : ExitCode.Finding;
    }
}
