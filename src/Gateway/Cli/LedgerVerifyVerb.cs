using System.CommandLine;
using HmisGateway.Management;

namespace HmisGateway.Cli;

/// <summary><c>ledger verify</c>.</summary>
internal sealed class LedgerVerifyVerb : Verb
{
    private readonly Option<OutputFormat> _output = CommonOptions.Output();

    /// <summary>Creates the verb.</summary>
    public LedgerVerifyVerb(VerbRunner runner)
        : base("verify", "Verifies the hash chain of the ledger from the first entry to the last.", "the ledger is broken; the first bad entry is named")
    {
        Add(_output);
        SetAction((parsed, cancel) => runner.ManageAsync(parsed, _output, RunAsync, cancel));
    }

    private static async Task<int> RunAsync(VerbSession session, CancellationToken cancellationToken)
    {
        ManagementAnswer<LedgerReport> answer = await session.Management.PostAsync(
            "manage/v1/ledger/verifications", ManagementJson.Default.LedgerReport, cancellationToken);
        if (answer is not ManagementAnswer<LedgerReport>.Answered { Value: { } report })
        {
            return session.Fail(((ManagementAnswer<LedgerReport>.Refused)answer).Refusal);
        }

        session.Output.Data(report, ManagementJson.Default.LedgerReport, text =>
        {
            if (report.BadEntry is { } bad)
            {
                text.WriteLine($"entry {bad} is bad: {report.Problem}");
                return;
            }

            text.WriteLine($"verified {Count(report.Entries, "entry", "entries")}, {Count(report.Chains, "chain", "chains")}, "
                + Count(report.Checkpoints, "checkpoint", "checkpoints"));
            if (!report.Anchored)
            {
                text.WriteLine("internal consistency only: no anchor was given");
            }
        });
        return report.BadEntry is null ? ExitCode.Done : ExitCode.Finding;
    }

    private static string Count(long count, string one, string many) => $"{count} {(count == 1 ? one : many)}";
}
