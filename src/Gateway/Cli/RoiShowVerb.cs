using System.CommandLine;
using System.Globalization;
using HmisGateway.Consent;
using HmisGateway.Management;

namespace HmisGateway.Cli;

/// <summary><c>roi show</c>: what an agency has on file for a client.</summary>
internal sealed class RoiShowVerb : Verb
{
    private readonly Option<string> _agency = CommonOptions.Agency();
    private readonly Option<string> _client = CommonOptions.Client();
    private readonly Option<OutputFormat> _output = CommonOptions.Output();

    /// <summary>Creates the verb.</summary>
    public RoiShowVerb(VerbRunner runner)
        : base("show", "Shows the current choice of a client and the history of this agency's forms.",
            "there is no such agency, or it has no ROI on file for the client")
    {
        Add(_agency);
        Add(_client);
        Add(_output);
        SetAction((parsed, cancel) => runner.ManageAsync(parsed, _output, (session, stop) => RunAsync(parsed, session, stop), cancel));
    }

    private static IReadOnlyList<string> Row(RoiHistoryEntry form) =>
    [
        form.Version.ToString(CultureInfo.InvariantCulture),
        form.Choice,
        form.Status,
        form.SignedOn,
        form.EndsOn?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "-",
        form.Signer,
        form.Source,
        form.HasDocument ? "yes" : "no",
        form.RecordedAt.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
    ];

    private async Task<int> RunAsync(ParseResult parsed, VerbSession session, CancellationToken cancellationToken)
    {
        ManagementAnswer<RoiOnFile> answer = await session.Management.PostAsync(
            $"manage/v1/agencies/{Uri.EscapeDataString(parsed.GetRequiredValue(_agency))}/roi-questions",
            new ClientQuestion(parsed.GetRequiredValue(_client)),
            ManagementJson.Default.ClientQuestion,
            ManagementJson.Default.RoiOnFile,
            cancellationToken);
        if (answer is not ManagementAnswer<RoiOnFile>.Answered { Value: { } onFile })
        {
            return session.Fail(((ManagementAnswer<RoiOnFile>.Refused)answer).Refusal);
        }

        session.Output.Data(onFile, ManagementJson.Default.RoiOnFile, text =>
        {
            text.WriteLine($"Current choice: {onFile.Current.Choice}, {onFile.Current.Status} (version {onFile.Current.Version}).");
            text.WriteLine();
            TextTable.Write(
                text,
                ["VERSION", "CHOICE", "STATUS", "SIGNED", "ENDS", "SIGNER", "SOURCE", "COPY", "RECORDED"],
                [.. onFile.History.Select(Row)]);
        });
        return ExitCode.Done;
    }
}
