using System.CommandLine;
using HmisGateway.Hosting;
using HmisGateway.Management;

namespace HmisGateway.Cli;

/// <summary><c>profile reload</c>.</summary>
internal sealed class ProfileReloadVerb : Verb
{
    private readonly Option<OutputFormat> _output = CommonOptions.Output();

    /// <summary>Creates the verb.</summary>
    public ProfileReloadVerb(VerbRunner runner)
        : base("reload", "Has the running gateway take over changed profile files now instead of a few seconds later, and says when nothing that "
            + "was decided by those before is on its way any more.", "the files cannot be used, so that what was in force stays in force; or no gateway is running")
    {
        Add(_output);
        SetAction((parsed, cancel) => runner.ManageAsync(parsed, _output, RunAsync, cancel));
    }

    private static async Task<int> RunAsync(VerbSession session, CancellationToken cancellationToken)
    {
        ManagementAnswer<ProfileReloadReport> answer = await session.Management.PostAsync(
            "manage/v1/profiles/reload", ManagementJson.Default.ProfileReloadReport, cancellationToken);
        if (answer is not ManagementAnswer<ProfileReloadReport>.Answered { Value: { } report })
        {
            return session.Fail(((ManagementAnswer<ProfileReloadReport>.Refused)answer).Refusal);
        }

        session.Output.Data(report, ManagementJson.Default.ProfileReloadReport, text =>
        {
            foreach (ConfigurationProblem problem in report.Problems)
            {
                text.WriteLine(problem);
            }

            text.WriteLine(report.Outcome switch
            {
                "loaded" => $"Changed profiles are in force for {string.Join(", ", report.Vendors)}."
                    + (report.Drained == "cancelled" ? " Writes that did not end in time were reset; their items are in doubt." : ""),
                "unchanged" => "Nothing has changed.",
                _ => "The files cannot be used; what was in force stays in force.",
            });
        });
        return report.Problems.Count == 0 ? ExitCode.Done : ExitCode.Finding;
    }
}
