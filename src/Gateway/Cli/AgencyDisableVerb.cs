using System.CommandLine;
using HmisGateway.Management;

namespace HmisGateway.Cli;

/// <summary><c>agency disable ID</c>.</summary>
internal sealed class AgencyDisableVerb : Verb
{
    private readonly Argument<string> _id = new("ID") { Description = "The agency." };
    private readonly Option<OutputFormat> _output = CommonOptions.Output();

    /// <summary>Creates the verb.</summary>
    public AgencyDisableVerb(VerbRunner runner)
        : base("disable", "Disables an agency: nothing of it is accepted any more. Its documents and offline records stay.", "there is no such agency")
    {
        Add(_id);
        Add(_output);
        SetAction((parsed, cancel) => runner.ManageAsync(parsed, _output, (session, stop) => RunAsync(parsed, session, stop), cancel));
    }

    private async Task<int> RunAsync(ParseResult parsed, VerbSession session, CancellationToken cancellationToken)
    {
        ManagementAnswer<AgencyView> answer = await session.Management.PostAsync(
            $"manage/v1/agencies/{Uri.EscapeDataString(parsed.GetRequiredValue(_id))}/disablings",
            ManagementJson.Default.AgencyView,
            cancellationToken);
        if (answer is not ManagementAnswer<AgencyView>.Answered { Value: { } agency })
        {
            return session.Fail(((ManagementAnswer<AgencyView>.Refused)answer).Refusal);
        }

        session.Output.Data(agency, ManagementJson.Default.AgencyView, text => text.WriteLine($"Agency {agency.Id} is disabled."));
        return ExitCode.Done;
    }
}
