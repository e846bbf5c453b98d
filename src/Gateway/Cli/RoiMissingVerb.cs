using System.CommandLine;
using HmisGateway.Management;

namespace HmisGateway.Cli;

/// <summary><c>roi missing</c>: the clients whose writes wait for a ROI, as an import template.</summary>
internal sealed class RoiMissingVerb : Verb
{
    private readonly Option<string> _agency = CommonOptions.Agency();
    private readonly Option<string> _out = new("--out") { Description = "The file; it must not exist.", HelpName = "FILE.csv", Required = true };
    private readonly Option<OutputFormat> _output = CommonOptions.Output();
    private readonly VerbRunner _runner;

    /// <summary>Creates the verb.</summary>
    public RoiMissingVerb(VerbRunner runner)
        : base("missing", "Writes the clients whose writes wait for a ROI, none being on file or the last one having ended, as a file for roi import: "
            + "fill in choice and signed_on, delete the rows that stay empty. The file is readable by its owner only.", "there is no such agency")
    {
        _runner = runner;
        Add(_agency);
        Add(_out);
        Add(_output);
        SetAction((parsed, cancel) => runner.ManageAsync(parsed, _output, (session, stop) => RunAsync(parsed, session, stop), cancel));
    }

    private async Task<int> RunAsync(ParseResult parsed, VerbSession session, CancellationToken cancellationToken)
    {
        string file = Path.GetFullPath(parsed.GetRequiredValue(_out), _runner.Environment.WorkingDirectory);
        if (File.Exists(file))
        {
            return session.Output.Fail(ExitCode.Usage, $"--out: {file} exists. Name a new file.");
        }

        ManagementAnswer<MissingRois> answer = await session.Management.GetAsync(
            $"manage/v1/agencies/{Uri.EscapeDataString(parsed.GetRequiredValue(_agency))}/missing-rois",
            ManagementJson.Default.MissingRois,
            cancellationToken);
        if (answer is not ManagementAnswer<MissingRois>.Answered { Value: { } missing })
        {
            return session.Fail(((ManagementAnswer<MissingRois>.Refused)answer).Refusal);
        }

        RoiTemplateFile.Create(file, missing.ClientIds);
        MissingRoiReport report = new(missing.ClientIds.Count, file);
        session.Output.Data(report, ManagementJson.Default.MissingRoiReport, text =>
        {
            text.WriteLine($"{report.Clients} clients written to {report.File}.");
            text.WriteLine("Fill in choice and signed_on, then run roi import on it. The file names clients: delete it when it is no longer needed.");
        });
        return ExitCode.Done;
    }
}
