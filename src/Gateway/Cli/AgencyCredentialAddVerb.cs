using System.CommandLine;
using HmisGateway.Management;

namespace HmisGateway.Cli;

/// <summary><c>agency credential add ID --header H --from-file FILE</c>.</summary>
internal sealed class AgencyCredentialAddVerb : Verb
{
    private readonly Argument<string> _id = new("ID") { Description = "The agency." };
    private readonly Option<string> _header = new("--header")
    {
        Description = "The header in which the agency's system sends it to the vendor.",
        HelpName = "H",
        DefaultValueFactory = static _ => "Authorization",
    };

    private readonly Option<string> _file = new("--from-file")
    {
        Description = "File with the header's whole value, such as Basic dXNlc…; - for standard input. Blanks and line ends around it are dropped.",
        HelpName = "FILE",
        Required = true,
    };

    private readonly Option<OutputFormat> _output = CommonOptions.Output();

    /// <summary>Creates the verb.</summary>
    public AgencyCredentialAddVerb(VerbRunner runner)
        : base("add", "Registers the vendor credential of an agency's system: a request that carries it is this agency's. Only a keyed hash is stored.",
            "there is no such agency, or the credential is registered already")
    {
        Add(_id);
        Add(_header);
        Add(_file);
        Add(_output);
        SetAction((parsed, cancel) => runner.ManageAsync(parsed, _output, (session, stop) => RunAsync(parsed, runner.Environment, session, stop), cancel));
    }

    private async Task<int> RunAsync(ParseResult parsed, CommandEnvironment environment, VerbSession session, CancellationToken cancellationToken)
    {
        string id = parsed.GetRequiredValue(_id);
        string value = await SecretInput.ReadAsync(parsed.GetRequiredValue(_file), environment, cancellationToken);
        ManagementAnswer<AgencyProofView> answer = await session.Management.PostAsync(
            $"manage/v1/agencies/{Uri.EscapeDataString(id)}/credentials",
            new NewVendorCredential(parsed.GetRequiredValue(_header), value.Trim()),
            ManagementJson.Default.NewVendorCredential,
            ManagementJson.Default.AgencyProofView,
            cancellationToken);
        if (answer is not ManagementAnswer<AgencyProofView>.Answered { Value: { } proof })
        {
            return session.Fail(((ManagementAnswer<AgencyProofView>.Refused)answer).Refusal);
        }

        session.Output.Data(proof, ManagementJson.Default.AgencyProofView, text => text.WriteLine(
            $"Agency {id} is known by the vendor credential {proof.Id} in the header {proof.Header}."));
        return ExitCode.Done;
    }
}
