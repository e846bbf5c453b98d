using System.CommandLine;
using HmisGateway.Management;

namespace HmisGateway.Cli;

/// <summary><c>agency certificate remove ID PROOF</c> and <c>agency credential remove ID PROOF</c>.</summary>
internal sealed class AgencyProofRemoveVerb : Verb
{
    private readonly string _collection;
    private readonly Argument<string> _id = new("ID") { Description = "The agency." };
    private readonly Argument<string> _proof = new("PROOF") { Description = "Its id, as it is listed." };
    private readonly Option<OutputFormat> _output = CommonOptions.Output();

    /// <summary>Creates the verb.</summary>
    /// <param name="runner">Runs it.</param>
    /// <param name="collection"><c>certificates</c> or <c>credentials</c>.</param>
    public AgencyProofRemoveVerb(VerbRunner runner, string collection)
        : base("remove", $"Removes one of an agency's {collection}: from then on it proves nobody.", "there is no such agency, or it has none of this id")
    {
        _collection = collection;
        Add(_id);
        Add(_proof);
        Add(_output);
        SetAction((parsed, cancel) => runner.ManageAsync(parsed, _output, (session, stop) => RunAsync(parsed, session, stop), cancel));
    }

    private async Task<int> RunAsync(ParseResult parsed, VerbSession session, CancellationToken cancellationToken)
    {
        string id = parsed.GetRequiredValue(_id);
        ManagementAnswer<AgencyProofView> answer = await session.Management.PostAsync(
            $"manage/v1/agencies/{Uri.EscapeDataString(id)}/{_collection}/{Uri.EscapeDataString(parsed.GetRequiredValue(_proof))}/removals",
            ManagementJson.Default.AgencyProofView,
            cancellationToken);
        if (answer is not ManagementAnswer<AgencyProofView>.Answered { Value: { } proof })
        {
            return session.Fail(((ManagementAnswer<AgencyProofView>.Refused)answer).Refusal);
        }

        session.Output.Data(proof, ManagementJson.Default.AgencyProofView, text => text.WriteLine($"{proof.Id} does not prove agency {id} any more."));
        return ExitCode.Done;
    }
}
