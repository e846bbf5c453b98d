using System.CommandLine;
using HmisGateway.Management;

namespace HmisGateway.Cli;

/// <summary><c>offline settle RECEIPT --arrived|--not-arrived</c>.</summary>
internal sealed class OfflineSettleVerb : Verb
{
    private readonly Argument<Guid> _receipt = new("RECEIPT") { Description = "The receipt of an item in doubt." };
    private readonly Option<bool> _arrived = new("--arrived") { Description = "It is in HMIS: the item is closed as sent_later." };
    private readonly Option<bool> _notArrived = new("--not-arrived") { Description = "It is not in HMIS: the item is held and can be resubmitted." };
    private readonly Option<string?> _actor = CommonOptions.Actor("Who looked, kept sealed; this machine's user when nothing is said.");
    private readonly Option<string?> _reason = CommonOptions.Reason();
    private readonly Option<string?> _note = new("--note") { Description = "Free text, kept sealed.", HelpName = "TEXT" };
    private readonly Option<OutputFormat> _output = CommonOptions.Output();

    /// <summary>Creates the verb.</summary>
    public OfflineSettleVerb(VerbRunner runner)
        : base("settle", "Closes an offline item in doubt, once somebody has looked in HMIS whether it arrived. The reason is correction when nothing is said.",
            "there is no such item, or it is not in doubt")
    {
        Add(_receipt);
        foreach (Option option in new Option[] { _arrived, _notArrived, _actor, _reason, _note, _output })
        {
            Add(option);
        }

        Validators.Add(result =>
        {
            if (result.GetValue(_arrived) == result.GetValue(_notArrived))
            {
                result.AddError("say --arrived or --not-arrived.");
            }
        });
        SetAction((parsed, cancel) => runner.ManageAsync(parsed, _output, (session, stop) => RunAsync(parsed, session, stop), cancel));
    }

    private async Task<int> RunAsync(ParseResult parsed, VerbSession session, CancellationToken cancellationToken)
    {
        StatedActor actor = new(parsed.GetValue(_actor) ?? Environment.UserName, parsed.GetValue(_reason) ?? "correction", parsed.GetValue(_note));
        ManagementAnswer<ItemOutcome> answer = await session.Management.PostAsync(
            $"manage/v1/offline/{parsed.GetRequiredValue(_receipt)}/settlements",
            new Settlement(actor, parsed.GetValue(_arrived)),
            ManagementJson.Default.Settlement,
            ManagementJson.Default.ItemOutcome,
            cancellationToken);
        if (answer is not ManagementAnswer<ItemOutcome>.Answered { Value: { } outcome })
        {
            return session.Fail(((ManagementAnswer<ItemOutcome>.Refused)answer).Refusal);
        }

        session.Output.Data(outcome, ManagementJson.Default.ItemOutcome, text => text.WriteLine($"{outcome.Receipt} is {outcome.Status} now"));
        return ExitCode.Done;
    }
}
