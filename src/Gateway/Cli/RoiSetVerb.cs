using System.CommandLine;
using HmisGateway.Consent;
using HmisGateway.Management;

namespace HmisGateway.Cli;

/// <summary><c>roi set</c>: records one ROI.</summary>
internal sealed class RoiSetVerb : Verb
{
    private readonly Option<string> _agency = CommonOptions.Agency();
    private readonly Option<string> _client = CommonOptions.Client();
    private readonly Option<string> _choice = new("--choice") { Description = "What the client chose.", HelpName = "full|limited|none", Required = true };
    private readonly Option<string> _signedOn = new("--signed-on")
    {
        Description = "When it was signed: a date, or a date-time with its offset.",
        HelpName = "WHEN",
        Required = true,
    };

    private readonly Option<string?> _endsOn = new("--ends-on") { Description = "The last day it holds; none when it does not end.", HelpName = "YYYY-MM-DD" };
    private readonly Option<string> _signer = new("--signer")
    {
        Description = "Who signed.",
        HelpName = "self|guardian|refused",
        DefaultValueFactory = static _ => "self",
    };

    private readonly Option<string?> _documentation = new("--documentation") { Description = "How it is documented.", HelpName = "paper|esign|verbal" };
    private readonly Option<string?> _witness = new("--witness") { Description = "Who witnessed it; kept sealed.", HelpName = "WHO" };
    private readonly Option<string?> _vendorId = new("--vendor-id")
    {
        Description = "The client's id in HMIS; with the vendor's name in front where there are several (hmis:1003).",
        HelpName = "ID",
    };

    private readonly Option<int?> _supersedes = new("--supersedes")
    {
        Description = "The version of this agency's form that this one replaces; needs --reason.",
        HelpName = "VERSION",
    };

    private readonly Option<string?> _actor = CommonOptions.Actor("Who records it; kept sealed.");
    private readonly Option<string?> _reason = CommonOptions.Reason();
    private readonly Option<OutputFormat> _output = CommonOptions.Output();

    /// <summary>Creates the verb.</summary>
    public RoiSetVerb(VerbRunner runner)
        : base("set", "Records one ROI. For none it returns when nothing about the client is in flight any more.", "there is no such agency")
    {
        _choice.AcceptOnlyFromAmong("full", "limited", "none");
        _signer.AcceptOnlyFromAmong("self", "guardian", "refused");
        _documentation.AcceptOnlyFromAmong("paper", "esign", "verbal");
        foreach (Option option in new Option[]
        {
            _agency, _client, _choice, _signedOn, _endsOn, _signer, _documentation, _witness, _vendorId, _supersedes, _actor, _reason, _output,
        })
        {
            Add(option);
        }

        SetAction((parsed, cancel) => runner.ManageAsync(parsed, _output, (session, stop) => RunAsync(parsed, session, stop), cancel));
    }

    private async Task<int> RunAsync(ParseResult parsed, VerbSession session, CancellationToken cancellationToken)
    {
        RoiToRecord stated = new(
            parsed.GetRequiredValue(_client),
            new RoiSubmission
            {
                Choice = parsed.GetRequiredValue(_choice),
                SignedOn = parsed.GetRequiredValue(_signedOn),
                EndsOn = parsed.GetValue(_endsOn),
                Signer = parsed.GetValue(_signer),
                Documentation = parsed.GetValue(_documentation),
                Witness = parsed.GetValue(_witness),
                VendorId = parsed.GetValue(_vendorId),
                Supersedes = parsed.GetValue(_supersedes),
            },
            new StatedActor(parsed.GetValue(_actor), parsed.GetValue(_reason)));
        ManagementAnswer<RecordedRoi> answer = await session.Management.PostAsync(
            $"manage/v1/agencies/{Uri.EscapeDataString(parsed.GetRequiredValue(_agency))}/rois",
            stated,
            ManagementJson.Default.RoiToRecord,
            ManagementJson.Default.RecordedRoi,
            cancellationToken);
        if (answer is not ManagementAnswer<RecordedRoi>.Answered { Value: { } recorded })
        {
            return session.Fail(((ManagementAnswer<RecordedRoi>.Refused)answer).Refusal);
        }

        session.Output.Data(recorded, ManagementJson.Default.RecordedRoi, text =>
        {
            text.WriteLine($"Recorded as version {recorded.Version}. The client is recognised by: {string.Join(", ", recorded.Recognises)}.");
            text.WriteLine($"Current choice: {recorded.Current.Choice}, {recorded.Current.Status} (version {recorded.Current.Version}).");
            if (!recorded.Effective)
            {
                text.WriteLine("This form is not the one that counts: a later or a more restrictive one is on file.");
            }

            if (recorded.Drained != "none")
            {
                text.WriteLine($"Requests about the client were in flight; they ended: {recorded.Drained}.");
            }
        });
        return ExitCode.Done;
    }
}
