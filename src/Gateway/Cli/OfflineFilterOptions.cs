using System.CommandLine;

namespace HmisGateway.Cli;

/// <summary>Options that choose offline items.</summary>
internal static class OfflineFilterOptions
{
    /// <summary><c>--code CODE</c>.</summary>
    public static Option<string?> Code() => new("--code") { Description = "Only items with this code, such as no_sharing.", HelpName = "CODE" };

    /// <summary><c>--status STATUS</c>.</summary>
    public static Option<string?> Status()
    {
        Option<string?> status = new("--status") { Description = "Only items with this status.", HelpName = "held|in_doubt|sent_later|resubmitted|erased" };
        status.AcceptOnlyFromAmong("held", "in_doubt", "sent_later", "resubmitted", "erased");
        return status;
    }
}
