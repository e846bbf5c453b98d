using System.CommandLine;
using System.Globalization;
using HmisGateway.Management;

namespace HmisGateway.Cli;

/// <summary><c>ledger reconcile</c>.</summary>
internal sealed class LedgerReconcileVerb : Verb
{
    private readonly Option<string?> _actor = CommonOptions.Actor("Who decides, kept sealed. Without it the verb only shows how the storage stands.");
    private readonly Option<string?> _reason = CommonOptions.Reason();
    private readonly Option<string?> _note = new("--note") { Description = "Free text, kept sealed.", HelpName = "TEXT" };
    private readonly Option<bool> _leave = new("--leave-missing") { Description = "Goes on although No Sharings are missing that nobody has recorded again." };
    private readonly Option<OutputFormat> _output = CommonOptions.Output();

    /// <summary>Creates the verb.</summary>
    public LedgerReconcileVerb(VerbRunner runner)
        : base("reconcile", "Shows whether the storage contains everything that its anchor names, and which acknowledged No Sharings are missing. With --actor and "
            + "--reason, declares storage that is older than its anchor to be the one to go on with; until then nothing is forwarded.",
            "the storage does not contain its anchor, or No Sharings are missing, or there is nothing to reconcile")
    {
        foreach (Option option in new Option[] { _actor, _reason, _note, _leave, _output })
        {
            Add(option);
        }

        Validators.Add(result =>
        {
            if (result.GetValue(_actor) is null != result.GetValue(_reason) is null || (result.GetValue(_actor) is null && result.GetValue(_leave)))
            {
                result.AddError("say who decides with --actor and why with --reason.");
            }
        });
        SetAction((parsed, cancel) => runner.ManageAsync(parsed, _output, (session, stop) => RunAsync(parsed, session, stop), cancel));
    }

    private async Task<int> RunAsync(ParseResult parsed, VerbSession session, CancellationToken cancellationToken)
    {
        bool decides = parsed.GetValue(_actor) is not null;
        StatedActor actor = new(parsed.GetValue(_actor), parsed.GetValue(_reason), parsed.GetValue(_note));
        ManagementAnswer<AnchorReport> answer = decides
            ? await session.Management.PostAsync(
                "manage/v1/ledger/reconciliations",
                new Reconciliation(actor, parsed.GetValue(_leave)),
                ManagementJson.Default.Reconciliation,
                ManagementJson.Default.AnchorReport,
                cancellationToken)
            : await session.Management.GetAsync("manage/v1/ledger/anchor", ManagementJson.Default.AnchorReport, cancellationToken);
        if (answer is not ManagementAnswer<AnchorReport>.Answered { Value: { } report })
        {
            return session.Fail(((ManagementAnswer<AnchorReport>.Refused)answer).Refusal);
        }

        session.Output.Data(report, ManagementJson.Default.AnchorReport, text => Print(text, report, decides));
        return decides || report.Problem is null ? ExitCode.Done : ExitCode.Finding;
    }

    private static void Print(TextWriter text, AnchorReport report, bool isDone)
    {
        if (report.Problem is not { } problem)
        {
            text.WriteLine(report.State == "off" ? "no anchor is configured" : $"the storage contains its anchor, up to entry {report.Anchored}");
            return;
        }

        text.WriteLine(problem);
        foreach (MissingNone none in report.Missing)
        {
            text.WriteLine($"No Sharing missing: agency {none.Agency}, recorded {none.At.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)}, client {none.Client}");
        }

        text.WriteLine(isDone
            ? $"reconciled; {report.Missing.Count} No Sharings left out. Requests are forwarded again."
            : "Nothing is forwarded until `hmis-gateway ledger reconcile --actor WHO --reason CODE`.");
    }
}
