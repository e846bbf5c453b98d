using System.CommandLine;
using System.Globalization;
using System.Text;
using HmisGateway.Management;
using HmisGateway.Offline;

namespace HmisGateway.Cli;

/// <summary><c>offline show RECEIPT</c>: one item; its content only with <c>--reveal --reason</c>.</summary>
internal sealed class OfflineShowVerb : Verb
{
    private readonly Argument<Guid> _receipt = new("RECEIPT") { Description = "The receipt that the agency was given." };
    private readonly Option<string> _agency = CommonOptions.Agency();
    private readonly Option<bool> _reveal = new("--reveal") { Description = "Prints request and content too: personal data. Needs --reason; the ledger records it." };
    private readonly Option<string?> _reason = CommonOptions.Reason();
    private readonly Option<string?> _actor = CommonOptions.Actor("Who reads it, kept sealed; this machine's user when nothing is said.");
    private readonly Option<OutputFormat> _output = CommonOptions.Output();

    /// <summary>Creates the verb.</summary>
    public OfflineShowVerb(VerbRunner runner)
        : base("show", "Shows an offline item. Prints no personal data without --reveal --reason.", "there is no such agency or item, or it was erased")
    {
        Add(_receipt);
        foreach (Option option in new Option[] { _agency, _reveal, _reason, _actor, _output })
        {
            Add(option);
        }

        Validators.Add(result =>
        {
            if (result.GetValue(_reveal) && result.GetValue(_reason) is null)
            {
                result.AddError("--reveal: say why with --reason.");
            }
        });
        SetAction((parsed, cancel) => runner.ManageAsync(parsed, _output, (session, stop) => RunAsync(parsed, session, stop), cancel));
    }

    private static void Print(TextWriter text, OfflineSummary item)
    {
        text.WriteLine($"receipt   {item.Receipt}");
        text.WriteLine($"received  {Time(item.ReceivedAt)}");
        text.WriteLine($"code      {item.Code}{(item.LockedAttempt ? " (asked for a locked record)" : "")}");
        text.WriteLine($"status    {item.Status}");
        text.WriteLine($"kinds     {(item.RecordKinds.Count == 0 ? "-" : string.Join(", ", item.RecordKinds))}");
        text.WriteLine($"clients   {item.Clients}");
        text.WriteLine($"attempts  {item.Attempts}");
        foreach (AttemptEntry attempt in item.Attempts > 1 ? item.AttemptList ?? [] : [])
        {
            text.WriteLine($"          {Time(attempt.At)} {attempt.Code}");
        }

        text.WriteLine($"bytes     {item.Bytes}");
    }

    private static string Time(DateTimeOffset moment) => moment.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    private static void Print(TextWriter text, RevealedItem revealed)
    {
        Print(text, revealed.Item);
        text.WriteLine($"client    {(revealed.ClientIds.Count == 0 ? "-" : string.Join(", ", revealed.ClientIds))}");
        text.WriteLine($"vendor    {revealed.Vendor ?? "-"}");
        text.WriteLine();
        text.WriteLine($"{revealed.Method} {revealed.Target}");
        foreach (OfflineHeader header in revealed.Headers)
        {
            text.WriteLine($"{header.Name}: {header.Value}");
        }

        if (revealed.ContentType is { } type)
        {
            text.WriteLine($"Content-Type: {type}");
        }

        if (revealed.ContentEncoding is { } encoding)
        {
            text.WriteLine($"Content-Encoding: {encoding}");
        }

        text.WriteLine();
        text.WriteLine(TerminalText.IsText(revealed.Content)
            ? Encoding.UTF8.GetString(revealed.Content)
            : $"({revealed.Content.Length} bytes that are not text; use offline export)");
    }

    private async Task<int> RunAsync(ParseResult parsed, VerbSession session, CancellationToken cancellationToken)
    {
        string path = $"manage/v1/agencies/{Uri.EscapeDataString(parsed.GetRequiredValue(_agency))}/offline/{parsed.GetRequiredValue(_receipt)}";
        if (!parsed.GetValue(_reveal))
        {
            ManagementAnswer<OfflineSummary> answer =
                await session.Management.GetAsync(path, ManagementJson.Default.OfflineSummary, cancellationToken);
            if (answer is not ManagementAnswer<OfflineSummary>.Answered { Value: { } item })
            {
                return session.Fail(((ManagementAnswer<OfflineSummary>.Refused)answer).Refusal);
            }

            session.Output.Data(item, ManagementJson.Default.OfflineSummary, text => Print(text, item));
            return ExitCode.Done;
        }

        StatedActor actor = new(parsed.GetValue(_actor) ?? Environment.UserName, parsed.GetValue(_reason));
        ManagementAnswer<RevealedItem> opened = await session.Management.PostAsync(
            path + "/reveals", actor, ManagementJson.Default.StatedActor, ManagementJson.Default.RevealedItem, cancellationToken);
        if (opened is not ManagementAnswer<RevealedItem>.Answered { Value: { } revealed })
        {
            return session.Fail(((ManagementAnswer<RevealedItem>.Refused)opened).Refusal);
        }

        session.Output.Data(revealed, ManagementJson.Default.RevealedItem, text => Print(text, revealed));
        return ExitCode.Done;
    }
}
