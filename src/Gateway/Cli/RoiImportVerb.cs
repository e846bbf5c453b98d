using System.CommandLine;
using System.Globalization;
using System.Net.Http.Headers;
using HmisGateway.Consent;
using HmisGateway.Management;

namespace HmisGateway.Cli;

/// <summary><c>roi import</c>: bulk load of ROIs.</summary>
internal sealed class RoiImportVerb : Verb
{
    private readonly Argument<string> _file = new("FILE") { Description = "CSV with a header line.", HelpName = "FILE.csv" };
    private readonly Option<string> _agency = CommonOptions.Agency();
    private readonly Option<string> _ends = new("--ends")
    {
        Description = "drop for forms that do not expire: the column ends_on is not looked at.",
        HelpName = "keep|drop",
        DefaultValueFactory = static _ => "keep",
    };

    private readonly Option<string?> _format = new("--format")
    {
        Description = "wellsky-roi for a report of the ROI entries of WellSky Community Services (ServicePoint), with the columns Client ID, "
            + "Release Granted, Start Date, End Date and Documentation.",
        HelpName = "wellsky-roi",
    };

    private readonly Option<string[]> _map = new("--map")
    {
        Description = "The file's name for a column, such as client_id=ClientNumber; may be given more than once. With it, columns that "
            + "are neither known nor mapped are left out.",
        HelpName = "COL=NAME",
    };

    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Checks every row and records nothing." };
    private readonly Option<string?> _actor = CommonOptions.Actor("Who imports; kept sealed.");
    private readonly Option<OutputFormat> _output = CommonOptions.Output();
    private readonly VerbRunner _runner;

    /// <summary>Creates the verb.</summary>
    public RoiImportVerb(VerbRunner runner)
        : base("import", "Imports ROIs from a CSV file with the columns " + RoiColumnMap.Columns + ". Rejected rows go to "
            + "FILE.rejects.csv with their numbers. An import that was interrupted is run again: what is on file is not recorded twice.",
            "at least one row was rejected, or there is no such agency")
    {
        _runner = runner;
        _ends.AcceptOnlyFromAmong("keep", "drop");
        _format.AcceptOnlyFromAmong("wellsky-roi");
        _map.Validators.Add(static result =>
        {
            if (RoiColumnMap.Read(result.Tokens.Select(static t => t.Value), out string? problem) is null)
            {
                result.AddError(problem!);
            }
        });
        Add(_file);
        Add(_agency);
        Add(_ends);
        Add(_format);
        Add(_map);
        Add(_dryRun);
        Add(_actor);
        Add(_output);
        SetAction((parsed, cancel) => runner.RunAsync(parsed, _output, (output, stop) => FindFileAsync(parsed, output, stop), cancel));
    }

    private async Task<int> FindFileAsync(ParseResult parsed, VerbOutput output, CancellationToken cancellationToken) =>
        _runner.FindFile(parsed.GetRequiredValue(_file), output) is { } file
            ? await _runner.ManageAsync(parsed, _output, (session, stop) => RunAsync(parsed, file, session, stop), cancellationToken)
            : ExitCode.Usage;

    private async Task<int> RunAsync(ParseResult parsed, string file, VerbSession session, CancellationToken cancellationToken)
    {
        string[] mappings = parsed.GetValue(_map) ?? [];
        RoiColumnMap? map = mappings.Length == 0 ? null : RoiColumnMap.Read(mappings, out _);
        IRoiRowWriter? writer = parsed.GetValue(_format) is not null ? new WellSkyRoiRows(map) : map is null ? null : new MappedRoiRows(map);
        bool isDryRun = parsed.GetValue(_dryRun);
        string path = $"manage/v1/agencies/{Uri.EscapeDataString(parsed.GetRequiredValue(_agency))}/roi-imports"
            + $"?ends={parsed.GetValue(_ends)}&dryRun={(isDryRun ? "true" : "false")}";

        await using FileStream rows = new(file, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.Asynchronous | FileOptions.SequentialScan);
        ManagementAnswer<ImportReport> answer = await ImportProgressBar.RunAsync(_runner.Environment, rows, async () =>
        {
            using RoiImportContent content = new(rows, writer);
            content.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
            if (parsed.GetValue(_actor) is { } actor)
            {
                content.Headers.TryAddWithoutValidation(RoiEndpoints.ActorHeader, Uri.EscapeDataString(actor));
            }

            return await session.Management.PostAsync(path, content, ManagementJson.Default.ImportReport, cancellationToken);
        });
        if (answer is not ManagementAnswer<ImportReport>.Answered { Value: { } report })
        {
            return session.Fail(((ManagementAnswer<ImportReport>.Refused)answer).Refusal);
        }

        string? rejects = await WriteRejectsAsync(file, report.Rejected, cancellationToken);
        session.Output.Data(report, ManagementJson.Default.ImportReport, text =>
        {
            text.WriteLine(isDryRun
                ? $"{report.Accepted} rows can be imported, {report.Rejected.Count} cannot. Nothing was recorded."
                : $"{report.Accepted} rows are on file, {report.Rejected.Count} were rejected.");
            if (rejects is not null)
            {
                text.WriteLine($"Rejected rows: {rejects}");
            }
        });
        return report.Rejected.Count == 0 ? ExitCode.Done : ExitCode.Finding;
    }

    /// <summary>Row numbers and problems; neither holds personal data. A file of an earlier run would mislead, so it goes.</summary>
    private static async Task<string?> WriteRejectsAsync(string file, IReadOnlyList<RoiImportRejection> rejected, CancellationToken cancellationToken)
    {
        string rejects = Path.ChangeExtension(file, ".rejects.csv");
        if (rejected.Count == 0)
        {
            File.Delete(rejects);
            return null;
        }

        await File.WriteAllLinesAsync(
            rejects,
            [
                "row,problem",
                .. rejected.Select(static r =>
                    string.Create(CultureInfo.InvariantCulture, $"{r.Row},\"{r.Problem.Replace("\"", "\"\"", StringComparison.Ordinal)}\"")),
            ],
            cancellationToken);
        return rejects;
    }
}
