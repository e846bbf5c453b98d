using System.CommandLine;
using HmisGateway.Management;

namespace HmisGateway.Cli;

/// <summary><c>offline erase</c>.</summary>
internal sealed class OfflineEraseVerb : Verb
{
    private readonly Argument<Guid[]> _receipts = new("RECEIPT") { Description = "Receipts of the items.", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<string?> _agency = new("--agency") { Description = "All items of this agency from before --before.", HelpName = "ID" };
    private readonly Option<DateOnly?> _before = DateOption.Create("--before", "Items received before this day.");
    private readonly Option<bool> _yes = new("--yes") { Description = "Does not ask." };
    private readonly Option<string?> _actor = CommonOptions.Actor("Who erases, kept sealed; this machine's user when nothing is said.");
    private readonly Option<string?> _reason = CommonOptions.Reason();
    private readonly Option<string?> _note = new("--note") { Description = "Free text, kept sealed.", HelpName = "TEXT" };
    private readonly Option<OutputFormat> _output = CommonOptions.Output();
    private readonly VerbRunner _runner;

    /// <summary>Creates the verb.</summary>
    public OfflineEraseVerb(VerbRunner runner)
        : base("erase", "Erases offline items for good, with their parts: data keys, requests and contents. Receipt, times, code and the ledger stay. A restored backup loses "
            + "them again. Items in doubt have to be settled first.", "an item is not there, is erased already, or is in doubt")
    {
        _runner = runner;
        _reason.Required = true;
        Add(_receipts);
        foreach (Option option in new Option[] { _agency, _before, _yes, _actor, _reason, _note, _output })
        {
            Add(option);
        }

        Validators.Add(result =>
        {
            bool hasReceipts = result.GetValue(_receipts) is { Length: > 0 };
            bool hasAgency = result.GetValue(_agency) is not null;
            if (hasReceipts == hasAgency || hasAgency == result.GetValue(_before) is null)
            {
                result.AddError("name receipts, or an agency with --agency and --before.");
            }
        });
        SetAction((parsed, cancel) => runner.ManageAsync(parsed, _output, (session, stop) => RunAsync(parsed, session, stop), cancel));
    }

    private async Task<int> RunAsync(ParseResult parsed, VerbSession session, CancellationToken cancellationToken)
    {
        StatedActor actor = new(parsed.GetValue(_actor) ?? Environment.UserName, parsed.GetValue(_reason), parsed.GetValue(_note));
        Erasures asked = new(actor, parsed.GetValue(_receipts), parsed.GetValue(_agency), parsed.GetValue(_before), IsTrial: true);
        if (!parsed.GetValue(_yes))
        {
            if (_runner.Environment.Confirm is not { } confirm)
            {
                return session.Output.Fail(ExitCode.Usage, "--yes: there is no terminal to ask on.");
            }

            ManagementAnswer<ErasureReport> trial = await AskAsync(session, asked, cancellationToken);
            if (trial is not ManagementAnswer<ErasureReport>.Answered { Value: { } would })
            {
                return session.Fail(((ManagementAnswer<ErasureReport>.Refused)trial).Refusal);
            }

            if (!confirm($"Erase {would.Erased} offline items for good? Write yes: "))
            {
                return session.Output.Fail(ExitCode.Usage, "nothing was erased.");
            }
        }

        ManagementAnswer<ErasureReport> answer = await AskAsync(session, asked with { IsTrial = false }, cancellationToken);
        if (answer is not ManagementAnswer<ErasureReport>.Answered { Value: { } report })
        {
            return session.Fail(((ManagementAnswer<ErasureReport>.Refused)answer).Refusal);
        }

        session.Output.Data(report, ManagementJson.Default.ErasureReport, text =>
        {
            text.WriteLine($"{report.Erased} erased, {report.Left} left");
            if (!report.IsLogEmpty)
            {
                text.WriteLine("The storage's log is in use and still holds their ciphertext, without its keys, until it is overwritten.");
            }
        });
        return report.Left == 0 ? ExitCode.Done : ExitCode.Finding;
    }

    private static Task<ManagementAnswer<ErasureReport>> AskAsync(VerbSession session, Erasures asked, CancellationToken cancellationToken) =>
        session.Management.PostAsync(
            "manage/v1/offline/erasures", asked, ManagementJson.Default.Erasures, ManagementJson.Default.ErasureReport, cancellationToken);
}
