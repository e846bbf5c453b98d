using System.CommandLine;
using HmisGateway.Consent;
using HmisGateway.Management;

namespace HmisGateway.Cli;

/// <summary><c>client separate</c>: says that two clients who were taken for one person are two.</summary>
internal sealed class ClientSeparateVerb : Verb
{
    private readonly Option<string> _agency = CommonOptions.Agency();
    private readonly Option<string> _client = CommonOptions.Client();
    private readonly Option<string?> _fromClient = new("--from-client") { Description = "The other one, by another client id of the agency.", HelpName = "C" };
    private readonly Option<string?> _fromVendorId = new("--from-vendor-id")
    {
        Description = "The other one, by an HMIS id that a form of the client states; with the vendor's name in front where there are several (hmis:1003).",
        HelpName = "ID",
    };

    private readonly Option<string?> _actor = CommonOptions.Actor("Who says so; kept sealed.");
    private readonly Option<string?> _reason = CommonOptions.Reason();
    private readonly Option<OutputFormat> _output = CommonOptions.Output();

    /// <summary>Creates the verb.</summary>
    public ClientSeparateVerb(VerbRunner runner)
        : base("separate", "Separates a client from whom it was taken for. Needs --actor and --reason.", "there is no such agency, or it has no ROI on file for the client")
    {
        foreach (Option option in new Option[] { _agency, _client, _fromClient, _fromVendorId, _actor, _reason, _output })
        {
            Add(option);
        }

        SetAction((parsed, cancel) => runner.ManageAsync(parsed, _output, (session, stop) => RunAsync(parsed, session, stop), cancel));
    }

    private async Task<int> RunAsync(ParseResult parsed, VerbSession session, CancellationToken cancellationToken)
    {
        ClientSeparation stated = new(
            parsed.GetRequiredValue(_client),
            new SeparationRequest { ClientId = parsed.GetValue(_fromClient), VendorId = parsed.GetValue(_fromVendorId) },
            new StatedActor(parsed.GetValue(_actor), parsed.GetValue(_reason)));
        ManagementAnswer<SeparatedClient> answer = await session.Management.PostAsync(
            $"manage/v1/agencies/{Uri.EscapeDataString(parsed.GetRequiredValue(_agency))}/separations",
            stated,
            ManagementJson.Default.ClientSeparation,
            ManagementJson.Default.SeparatedClient,
            cancellationToken);
        if (answer is not ManagementAnswer<SeparatedClient>.Answered { Value: { } separated })
        {
            return session.Fail(((ManagementAnswer<SeparatedClient>.Refused)answer).Refusal);
        }

        session.Output.Data(separated, ManagementJson.Default.SeparatedClient, static text => text.WriteLine("Recorded: they are two persons from now on."));
        return ExitCode.Done;
    }
}
