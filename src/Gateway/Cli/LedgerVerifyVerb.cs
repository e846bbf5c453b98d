using System.CommandLine;
using HmisGateway.Hosting;
using HmisGateway.Ledger;
using HmisGateway.Management;

namespace HmisGateway.Cli;

/// <summary><c>ledger verify</c>.</summary>
internal sealed class LedgerVerifyVerb : Verb
{
    private readonly Option<string?> _anchor = new("--anchor")
    {
        Description = "A file of the anchor or of checkpoints, or the address of an endpoint, to compare the ledger with; the one of Ledger:Anchor when nothing is said.",
        HelpName = "FILE|URL",
    };

    private readonly Option<OutputFormat> _output = CommonOptions.Output();
    private readonly VerbRunner _runner;

    /// <summary>Creates the verb.</summary>
    public LedgerVerifyVerb(VerbRunner runner)
        : base("verify", "Verifies the hash chain of the ledger from the first entry to the last, and compares every offline item with the entry that commits to it.",
            "the ledger is broken, or is not what the items or the anchor say; the first bad entry is named")
    {
        _runner = runner;
        Add(_anchor);
        Add(_output);
        SetAction((parsed, cancel) => runner.ManageAsync(parsed, _output, (session, stop) => RunAsync(parsed, session, stop), cancel));
    }

    private async Task<int> RunAsync(ParseResult parsed, VerbSession session, CancellationToken cancellationToken)
    {
        using StringContent anchor = new(await ReadAnchorAsync(parsed, cancellationToken));
        ManagementAnswer<LedgerReport> answer = await session.Management.PostAsync(
            "manage/v1/ledger/verifications", anchor, ManagementJson.Default.LedgerReport, cancellationToken);
        if (answer is not ManagementAnswer<LedgerReport>.Answered { Value: { } report })
        {
            return session.Fail(((ManagementAnswer<LedgerReport>.Refused)answer).Refusal);
        }

        session.Output.Data(report, ManagementJson.Default.LedgerReport, text => Print(text, report));
        return report.BadEntry is null ? ExitCode.Done : ExitCode.Finding;
    }

    private static void Print(TextWriter text, LedgerReport report)
    {
        if (report.BadEntry is { } bad)
        {
            text.WriteLine($"entry {bad} is bad: {report.Problem}");
            return;
        }

        text.WriteLine($"compared {Count(report.Items, "offline item", "offline items")} with their entries");
        text.WriteLine(report.Anchored
            ? $"compared {Count(report.AnchorLines, "line", "lines")} of the anchor with their entries"
            : "internal consistency only: no anchor was given");
        text.WriteLine($"verified {Count(report.Entries, "entry", "entries")}, {Count(report.Chains, "chain", "chains")}, "
            + Count(report.Checkpoints, "checkpoint", "checkpoints"));
    }

    private static string Count(long count, string one, string many) => $"{count} {(count == 1 ? one : many)}";

    private async Task<string> ReadAnchorAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        LedgerOptions configured = _runner.Ledger(parsed);
        string? stated = parsed.GetValue(_anchor);
        if ((stated is null ? configured.Anchor : _runner.PlaceOf(stated)) is not { } place)
        {
            return "";
        }

        using IAnchorLines lines = AnchorPlace.Open(place, configured);
        return await lines.ReadAsync(cancellationToken)
            ?? (stated is null ? "" : throw new FileNotFoundException($"the file {place} does not exist."));
    }
}
