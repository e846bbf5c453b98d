using System.CommandLine;

namespace HmisGateway.Cli;

/// <summary>Options that several verbs have.</summary>
internal static class CommonOptions
{
    /// <summary><c>--config FILE</c>, on every verb.</summary>
    public static Option<string?> Config { get; } = new("--config")
    {
        Description = "A JSON configuration file, read after appsettings.json.",
        HelpName = "FILE",
        Recursive = true,
    };

    /// <summary><c>--data DIR</c>, on every verb.</summary>
    public static Option<string?> Data { get; } = new("--data")
    {
        Description = "The data directory; short for --Storage:DataDirectory=DIR.",
        HelpName = "DIR",
        Recursive = true,
    };

    /// <summary><c>--output text|json</c>, on verbs that print data.</summary>
    public static Option<OutputFormat> Output()
    {
        Option<OutputFormat> output = new("--output") { Description = "How data is printed; text when nothing is said.", HelpName = "text|json" };
        output.AcceptOnlyFromAmong("text", "json");
        return output;
    }

    /// <summary><c>--agency ID</c>.</summary>
    public static Option<string> Agency() => new("--agency")
    {
        Description = "The agency.",
        HelpName = "ID",
        Required = true,
    };

    /// <summary><c>--client C</c>.</summary>
    public static Option<string> Client() => new("--client")
    {
        Description = "The agency's own id of the client.",
        HelpName = "C",
        Required = true,
    };

    /// <summary><c>--actor WHO</c>.</summary>
    public static Option<string?> Actor(string description) => new("--actor")
    {
        Description = description,
        HelpName = "WHO",
    };

    /// <summary><c>--reason CODE</c>.</summary>
    public static Option<string?> Reason()
    {
        Option<string?> reason = new("--reason")
        {
            Description = "Why, recorded in the ledger.",
            HelpName = "audit|client-request|correction|resubmission|support|acceptance-test",
        };
        reason.AcceptOnlyFromAmong("audit", "client-request", "correction", "resubmission", "support", "acceptance-test");
        return reason;
    }
}
