using System.CommandLine;
using System.Globalization;
using HmisGateway.Management;

namespace HmisGateway.Cli;

/// <summary><c>agency certificate list ID</c> and <c>agency credential list ID</c>.</summary>
internal sealed class AgencyProofListVerb : Verb
{
    private readonly string _collection;
    private readonly Argument<string> _id = new("ID") { Description = "The agency." };
    private readonly Option<OutputFormat> _output = CommonOptions.Output();

    /// <summary>Creates the verb.</summary>
    /// <param name="runner">Runs it.</param>
    /// <param name="collection"><c>certificates</c> or <c>credentials</c>.</param>
    public AgencyProofListVerb(VerbRunner runner, string collection)
        : base("list", $"Lists an agency's {collection}, without any secret.", "there is no such agency")
    {
        _collection = collection;
        Add(_id);
        Add(_output);
        SetAction((parsed, cancel) => runner.ManageAsync(parsed, _output, (session, stop) => RunAsync(parsed, session, stop), cancel));
    }

    private async Task<int> RunAsync(ParseResult parsed, VerbSession session, CancellationToken cancellationToken)
    {
        ManagementAnswer<IReadOnlyList<AgencyProofView>> answer = await session.Management.GetAsync(
            $"manage/v1/agencies/{Uri.EscapeDataString(parsed.GetRequiredValue(_id))}/{_collection}",
            ManagementJson.Default.IReadOnlyListAgencyProofView,
            cancellationToken);
        if (answer is not ManagementAnswer<IReadOnlyList<AgencyProofView>>.Answered { Value: { } proofs })
        {
            return session.Fail(((ManagementAnswer<IReadOnlyList<AgencyProofView>>.Refused)answer).Refusal);
        }

        session.Output.Data(proofs, ManagementJson.Default.IReadOnlyListAgencyProofView, text =>
        {
            if (proofs.Count == 0)
            {
                text.WriteLine($"no {_collection}");
            }

            TextTable.Write(text, ["ID", "HEADER", "ADDED", "ENDS"], [.. proofs.Select(static proof => (IReadOnlyList<string>)
                [proof.Id, proof.Header ?? "-", Day(proof.CreatedAt), Day(proof.EndsAt)])]);
        });
        return ExitCode.Done;
    }

    private static string Day(DateTimeOffset? moment) => moment?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "-";
}
