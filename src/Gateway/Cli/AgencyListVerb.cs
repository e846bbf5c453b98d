using System.CommandLine;
using System.Globalization;
using HmisGateway.Management;

namespace HmisGateway.Cli;

/// <summary><c>agency list</c>.</summary>
internal sealed class AgencyListVerb : Verb
{
    private readonly Option<OutputFormat> _output = CommonOptions.Output();

    /// <summary>Creates the verb.</summary>
    public AgencyListVerb(VerbRunner runner)
        : base("list", "Lists the agencies.", finding: null)
    {
        Add(_output);
        SetAction((parsed, cancel) => runner.ManageAsync(parsed, _output, RunAsync, cancel));
    }

    private static async Task<int> RunAsync(VerbSession session, CancellationToken cancellationToken)
    {
        ManagementAnswer<IReadOnlyList<AgencyView>> answer = await session.Management.GetAsync(
            "manage/v1/agencies", ManagementJson.Default.IReadOnlyListAgencyView, cancellationToken);
        if (answer is not ManagementAnswer<IReadOnlyList<AgencyView>>.Answered { Value: { } agencies })
        {
            return session.Fail(((ManagementAnswer<IReadOnlyList<AgencyView>>.Refused)answer).Refusal);
        }

        session.Output.Data(agencies, ManagementJson.Default.IReadOnlyListAgencyView, text =>
        {
            if (agencies.Count == 0)
            {
                text.WriteLine("no agencies");
            }

            TextTable.Write(text, ["ID", "TYPE", "STATE", "KEYS", "CERTIFICATES", "CREDENTIALS", "REFUSAL", "ADDED", "NAME"], [.. agencies.Select(static a => (IReadOnlyList<string>)
            [
                a.Id,
                a.Type,
                a.Disabled ? "disabled" : "active",
                a.LiveKeys.ToString(CultureInfo.InvariantCulture),
                a.Certificates.ToString(CultureInfo.InvariantCulture),
                a.VendorCredentials.ToString(CultureInfo.InvariantCulture),
                a.Refusal,
                a.CreatedAt.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                a.Name,
            ])]);
        });
        return ExitCode.Done;
    }
}
