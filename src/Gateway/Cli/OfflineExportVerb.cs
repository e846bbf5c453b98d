using System.CommandLine;
using HmisGateway.Management;
using HmisGateway.Offline;

namespace HmisGateway.Cli;

/// <summary><c>offline export</c>: writes the offline items of an agency into a folder.</summary>
internal sealed class OfflineExportVerb : Verb
{
    private readonly Option<string> _agency = CommonOptions.Agency();
    private readonly Option<string> _out = new("--out") { Description = "The folder; it is created, or must be empty.", HelpName = "DIR", Required = true };
    private readonly Option<string?> _reason = CommonOptions.Reason();
    private readonly Option<string?> _actor = CommonOptions.Actor("Who exports; kept sealed.");
    private readonly Option<string?> _client = new("--client") { Description = "Only items about this client (the agency's own id).", HelpName = "C" };
    private readonly Option<string?> _code = OfflineFilterOptions.Code();
    private readonly Option<string?> _status = OfflineFilterOptions.Status();
    private readonly Option<OutputFormat> _output = CommonOptions.Output();
    private readonly VerbRunner _runner;

    /// <summary>Creates the verb.</summary>
    public OfflineExportVerb(VerbRunner runner)
        : base("export", "Writes the content of offline items, byte for byte, and an index.jsonl into a folder: personal data in clear. "
            + "The ledger records every item. Files are readable by their owner only.", "there is no such agency")
    {
        _runner = runner;
        _reason.Required = true;
        _actor.Required = true;
        foreach (Option option in new Option[] { _agency, _out, _reason, _actor, _client, _code, _status, _output })
        {
            Add(option);
        }

        SetAction((parsed, cancel) => runner.ManageAsync(parsed, _output, (session, stop) => RunAsync(parsed, session, stop), cancel));
    }

    private async Task<int> RunAsync(ParseResult parsed, VerbSession session, CancellationToken cancellationToken)
    {
        string agency = $"manage/v1/agencies/{Uri.EscapeDataString(parsed.GetRequiredValue(_agency))}";
        StatedActor actor = new(parsed.GetValue(_actor), parsed.GetValue(_reason));
        OfflineQuestion question = new(
            null, OfflineFilter.MaxLimit, parsed.GetValue(_client), parsed.GetValue(_code), parsed.GetValue(_status));
        string directory = Path.GetFullPath(parsed.GetRequiredValue(_out), _runner.Environment.WorkingDirectory);

        // The first page is asked for before anything is created, so that a wrong agency leaves no folder behind.
        ManagementAnswer<OfflinePage> first = await ListAsync(session, agency, question, cancellationToken);
        if (first is ManagementAnswer<OfflinePage>.Refused refused)
        {
            return session.Fail(refused.Refusal);
        }

        await using ExportFolder? folder = ExportFolder.Open(directory);
        if (folder is null)
        {
            return session.Output.Fail(ExitCode.Usage, $"--out: {directory} is not empty. Name a new folder.");
        }

        int items = 0;
        int skipped = 0;
        ManagementAnswer<OfflinePage> listed = first;
        while (listed is ManagementAnswer<OfflinePage>.Answered { Value: { } page })
        {
            foreach (OfflineSummary item in page.Items)
            {
                ManagementAnswer<RevealedItem> answer = await session.Management.PostAsync(
                    $"{agency}/offline/{item.Receipt}/reveals", actor, ManagementJson.Default.StatedActor, ManagementJson.Default.RevealedItem, cancellationToken);
                switch (answer)
                {
                    case ManagementAnswer<RevealedItem>.Answered { Value: { } revealed }:
                        await folder.WriteAsync(revealed, cancellationToken);
                        items++;
                        break;
                    case ManagementAnswer<RevealedItem>.Refused { Refusal.Status: StatusCodes.Status404NotFound }:
                        skipped++;
                        break;
                    case ManagementAnswer<RevealedItem>.Refused { Refusal: { } refusal }:
                        return session.Fail(refusal);
                }
            }

            if (page.NextCursor is not { } next)
            {
                return Report(session, new ExportReport(items, skipped, directory));
            }

            listed = await ListAsync(session, agency, question with { After = next }, cancellationToken);
        }

        return session.Fail(((ManagementAnswer<OfflinePage>.Refused)listed).Refusal);
    }

    private static Task<ManagementAnswer<OfflinePage>> ListAsync(
        VerbSession session, string agency, OfflineQuestion question, CancellationToken cancellationToken) =>
        session.Management.PostAsync(
            agency + "/offline-questions", question, ManagementJson.Default.OfflineQuestion, ManagementJson.Default.OfflinePage, cancellationToken);

    private static int Report(VerbSession session, ExportReport report)
    {
        session.Output.Data(report, ManagementJson.Default.ExportReport, text =>
        {
            text.WriteLine($"{report.Items} items written to {report.Directory}, {report.Skipped} erased ones skipped.");
            text.WriteLine("The folder holds personal data in clear. Delete it when it is no longer needed.");
        });
        return ExitCode.Done;
    }
}
