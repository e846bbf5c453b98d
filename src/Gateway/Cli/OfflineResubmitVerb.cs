using System.CommandLine;
using HmisGateway.Management;
using HmisGateway.Offline;

namespace HmisGateway.Cli;

/// <summary><c>offline resubmit</c>.</summary>
internal sealed class OfflineResubmitVerb : Verb
{
    private readonly Argument<Guid[]> _receipts = new("RECEIPT") { Description = "Receipts of the items.", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<string?> _agency = new("--agency") { Description = "All held items of this agency.", HelpName = "ID" };
    private readonly Option<string?> _code = OfflineFilterOptions.Code();
    private readonly Option<string?> _actor = CommonOptions.Actor("Who resubmits, kept sealed; this machine's user when nothing is said.");
    private readonly Option<string?> _reason = CommonOptions.Reason();
    private readonly Option<OutputFormat> _output = CommonOptions.Output();

    /// <summary>Creates the verb.</summary>
    public OfflineResubmitVerb(VerbRunner runner)
        : base("resubmit", "Decides about held items afresh and sends those that are permitted now, with the vendor credential of the configuration. Needs a running "
            + "gateway. The reason is resubmission when nothing is said.", "an item was not sent; it says why")
    {
        Add(_receipts);
        foreach (Option option in new Option[] { _agency, _code, _actor, _reason, _output })
        {
            Add(option);
        }

        Validators.Add(result =>
        {
            bool hasReceipts = result.GetValue(_receipts) is { Length: > 0 };
            if (hasReceipts == result.GetValue(_agency) is not null || (hasReceipts && result.GetValue(_code) is not null))
            {
                result.AddError("name receipts, or an agency with --agency and perhaps --code.");
            }
        });
        SetAction((parsed, cancel) => runner.ManageAsync(parsed, _output, (session, stop) => RunAsync(parsed, session, stop), cancel));
    }

    private static string Describe(ItemOutcome outcome) =>
        $"{outcome.Receipt}  {outcome.Status}{(outcome.Problem is { } problem ? $": {problem}" : $", HMIS answered {outcome.VendorStatus}")}";

    private async Task<int> RunAsync(ParseResult parsed, VerbSession session, CancellationToken cancellationToken)
    {
        (IReadOnlyList<Guid> receipts, ManagementRefusal? unlisted) = await FindAsync(parsed, session, cancellationToken);
        if (unlisted is not null)
        {
            return session.Fail(unlisted);
        }

        StatedActor actor = new(parsed.GetValue(_actor) ?? Environment.UserName, parsed.GetValue(_reason) ?? "resubmission");
        int left = 0;
        foreach (Guid receipt in receipts)
        {
            ManagementAnswer<ItemOutcome> answer = await session.Management.PostAsync(
                $"manage/v1/offline/{receipt}/resubmissions", actor, ManagementJson.Default.StatedActor, ManagementJson.Default.ItemOutcome, cancellationToken);
            if (answer is not ManagementAnswer<ItemOutcome>.Answered { Value: { } outcome })
            {
                return session.Fail(((ManagementAnswer<ItemOutcome>.Refused)answer).Refusal);
            }

            left += outcome.Problem is null ? 0 : 1;
            session.Output.Data(outcome, ManagementJson.Default.ItemOutcome, text => text.WriteLine(Describe(outcome)));
        }

        if (!session.Output.IsJson)
        {
            session.Output.Out.WriteLine($"{receipts.Count - left} resubmitted, {left} left");
        }

        return left == 0 ? ExitCode.Done : ExitCode.Finding;
    }

    private async Task<(IReadOnlyList<Guid> Receipts, ManagementRefusal? Refusal)> FindAsync(
        ParseResult parsed, VerbSession session, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(_agency) is not { } agency)
        {
            return (parsed.GetValue(_receipts) ?? [], null);
        }

        // All of them first: an item that is closed would move the pages.
        List<Guid> receipts = [];
        OfflineQuestion question = new(null, OfflineFilter.MaxLimit, Client: null, parsed.GetValue(_code), "held");
        while (true)
        {
            ManagementAnswer<OfflinePage> answer = await session.Management.PostAsync(
                $"manage/v1/agencies/{Uri.EscapeDataString(agency)}/offline-questions",
                question,
                ManagementJson.Default.OfflineQuestion,
                ManagementJson.Default.OfflinePage,
                cancellationToken);
            if (answer is not ManagementAnswer<OfflinePage>.Answered { Value: { } page })
            {
                return ([], ((ManagementAnswer<OfflinePage>.Refused)answer).Refusal);
            }

            receipts.AddRange(page.Items.Select(static item => item.Receipt));
            if (page.NextCursor is not { } next)
            {
                return (receipts, null);
            }

            question = question with { After = next };
        }
    }
}
