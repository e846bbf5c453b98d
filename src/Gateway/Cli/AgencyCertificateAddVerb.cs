using System.CommandLine;
using System.Globalization;
using HmisGateway.Management;

namespace HmisGateway.Cli;

/// <summary><c>agency certificate add ID --from-file cert.pem</c>.</summary>
internal sealed class AgencyCertificateAddVerb : Verb
{
    private readonly Argument<string> _id = new("ID") { Description = "The agency." };
    private readonly Option<string> _file = new("--from-file")
    {
        Description = "The certificate in PEM, without its key; - for standard input.",
        HelpName = "FILE",
        Required = true,
    };

    private readonly Option<OutputFormat> _output = CommonOptions.Output();

    /// <summary>Creates the verb.</summary>
    public AgencyCertificateAddVerb(VerbRunner runner)
        : base("add", "Registers a client certificate: a TLS connection that presents it is this agency's.",
            "there is no such agency, or the certificate is registered already")
    {
        Add(_id);
        Add(_file);
        Add(_output);
        SetAction((parsed, cancel) => runner.ManageAsync(parsed, _output, (session, stop) => RunAsync(parsed, runner.Environment, session, stop), cancel));
    }

    private async Task<int> RunAsync(ParseResult parsed, CommandEnvironment environment, VerbSession session, CancellationToken cancellationToken)
    {
        string id = parsed.GetRequiredValue(_id);
        string pem = await SecretInput.ReadAsync(parsed.GetRequiredValue(_file), environment, cancellationToken);
        ManagementAnswer<AgencyProofView> answer = await session.Management.PostAsync(
            $"manage/v1/agencies/{Uri.EscapeDataString(id)}/certificates",
            new NewCertificate(pem),
            ManagementJson.Default.NewCertificate,
            ManagementJson.Default.AgencyProofView,
            cancellationToken);
        if (answer is not ManagementAnswer<AgencyProofView>.Answered { Value: { } proof })
        {
            return session.Fail(((ManagementAnswer<AgencyProofView>.Refused)answer).Refusal);
        }

        session.Output.Data(proof, ManagementJson.Default.AgencyProofView, text => text.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"Agency {id} is known by the certificate {proof.Id} until {proof.EndsAt:yyyy-MM-dd}.")));
        return ExitCode.Done;
    }
}
