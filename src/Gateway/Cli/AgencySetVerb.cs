using System.CommandLine;
using HmisGateway.Agencies;
using HmisGateway.Management;

namespace HmisGateway.Cli;

/// <summary><c>agency set ID --refusal problem|vendor</c>.</summary>
internal sealed class AgencySetVerb : Verb
{
    private readonly Argument<string> _id = new("ID") { Description = "The agency." };
    private readonly Option<string> _refusal = Refusal();
    private readonly Option<OutputFormat> _output = CommonOptions.Output();

    /// <summary>Creates the verb.</summary>
    public AgencySetVerb(VerbRunner runner)
        : base("set", "Sets how an agency's system is told that something was not sent to HMIS.", "there is no such agency")
    {
        _refusal.Required = true;
        Add(_id);
        Add(_refusal);
        Add(_output);
        SetAction((parsed, cancel) => runner.ManageAsync(parsed, _output, (session, stop) => RunAsync(parsed, session, stop), cancel));
    }

    /// <summary><c>--refusal problem|vendor</c>.</summary>
    public static Option<string> Refusal()
    {
        Option<string> refusal = new("--refusal")
        {
            Description = "problem: as application/problem+json (what holds when nothing is said). vendor: in the vendor's own error shape, where its profile has one.",
            HelpName = "problem|vendor",
        };
        refusal.AcceptOnlyFromAmong(RefusalShapeWords.Problem, RefusalShapeWords.Vendor);
        return refusal;
    }

    private async Task<int> RunAsync(ParseResult parsed, VerbSession session, CancellationToken cancellationToken)
    {
        ManagementAnswer<AgencyView> answer = await session.Management.PostAsync(
            $"manage/v1/agencies/{Uri.EscapeDataString(parsed.GetRequiredValue(_id))}/settings",
            new SettingsOfAgency(parsed.GetRequiredValue(_refusal)),
            ManagementJson.Default.SettingsOfAgency,
            ManagementJson.Default.AgencyView,
            cancellationToken);
        if (answer is not ManagementAnswer<AgencyView>.Answered { Value: { } agency })
        {
            return session.Fail(((ManagementAnswer<AgencyView>.Refused)answer).Refusal);
        }

        session.Output.Data(agency, ManagementJson.Default.AgencyView, text => text.WriteLine($"Agency {agency.Id} is told as {agency.Refusal}."));
        return ExitCode.Done;
    }
}
