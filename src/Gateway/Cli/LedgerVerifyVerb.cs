using System.CommandLine;
using HmisGateway.Hosting;
using HmisGateway.Management;

namespace HmisGateway.Cli;

/// <summary><c>ledger verify</c>.</summary>
internal sealed class LedgerVerifyVerb : Verb
{
    private readonly Option<string?> _anchor = new("--anchor")
    {
        Description = "A file of the anchor or of checkpoints to compare the ledger with; the one of Ledger:Anchor when nothing is said.",
        HelpName = "FILE",
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
        if (parsed.GetValue(_anchor) is { } stated)
        {
            return await File.ReadAllTextAsync(Path.GetFullPath(stated, _runner.Environment.WorkingDirectory), cancellationToken);
        }

        string? configured = ConfigurationReader.Read(_runner.ConfigurationArguments(parsed)) switch
        {
            ConfigurationReading.Usable usable => usable.Configuration.Ledger.Anchor,
            ConfigurationReading.Unusable { Partial: { } partial } => partial.Ledger.Anchor,
            _ => null,
        };
        return configured is not null && File.Exists(configured) ? await File.ReadAllTextAsync(configured, cancellationToken) : "";
    }
}
