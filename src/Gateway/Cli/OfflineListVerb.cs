using System.CommandLine;
using System.Globalization;
using HmisGateway.Management;

namespace HmisGateway.Cli;

/// <summary><c>offline list</c>: the offline items of an agency, without personal data.</summary>
internal sealed class OfflineListVerb : Verb
{
    private readonly Option<string> _agency = CommonOptions.Agency();
    private readonly Option<string?> _client = new("--client") { Description = "Only items about this client (the agency's own id).", HelpName = "C" };
    private readonly Option<string?> _code = OfflineFilterOptions.Code();
    private readonly Option<string?> _status = OfflineFilterOptions.Status();
    private readonly Option<int?> _limit = new("--limit") { Description = "How many at most, 1 to 500; 100 when nothing is said.", HelpName = "N" };
    private readonly Option<string?> _after = new("--after") { Description = "The cursor that the page before ended with.", HelpName = "CURSOR" };
    private readonly Option<OutputFormat> _output = CommonOptions.Output();

    /// <summary>Creates the verb.</summary>
    public OfflineListVerb(VerbRunner runner)
        : base("list", "Lists offline items, oldest first. Prints no personal data.", "there is no such agency")
    {
        foreach (Option option in new Option[] { _agency, _client, _code, _status, _limit, _after, _output })
        {
            Add(option);
        }

        SetAction((parsed, cancel) => runner.ManageAsync(parsed, _output, (session, stop) => RunAsync(parsed, session, stop), cancel));
    }

    private static IReadOnlyList<string> Row(OfflineSummary item) =>
    [
        item.Receipt.ToString(),
        item.ReceivedAt.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
        item.Code,
        item.Status,
        item.RecordKinds.Count == 0 ? "-" : string.Join(',', item.RecordKinds),
        item.LockedAttempt ? "yes" : "no",
        item.Clients.ToString(CultureInfo.InvariantCulture),
        item.Attempts.ToString(CultureInfo.InvariantCulture),
        item.Bytes.ToString(CultureInfo.InvariantCulture),
    ];

    private async Task<int> RunAsync(ParseResult parsed, VerbSession session, CancellationToken cancellationToken)
    {
        ManagementAnswer<OfflinePage> answer = await session.Management.PostAsync(
            $"manage/v1/agencies/{Uri.EscapeDataString(parsed.GetRequiredValue(_agency))}/offline-questions",
            new OfflineQuestion(
                parsed.GetValue(_after), parsed.GetValue(_limit), parsed.GetValue(_client), parsed.GetValue(_code), parsed.GetValue(_status)),
            ManagementJson.Default.OfflineQuestion,
            ManagementJson.Default.OfflinePage,
            cancellationToken);
        if (answer is not ManagementAnswer<OfflinePage>.Answered { Value: { } page })
        {
            return session.Fail(((ManagementAnswer<OfflinePage>.Refused)answer).Refusal);
        }

        session.Output.Data(page, ManagementJson.Default.OfflinePage, text =>
        {
            if (page.Items.Count == 0)
            {
                text.WriteLine("no offline items");
            }

            TextTable.Write(
                text, ["RECEIPT", "RECEIVED", "CODE", "STATUS", "KINDS", "LOCKED", "CLIENTS", "ATTEMPTS", "BYTES"], [.. page.Items.Select(Row)]);
            if (page.NextCursor is { } next)
            {
                text.WriteLine($"more: --after {next}");
            }
        });
        return ExitCode.Done;
    }
}
