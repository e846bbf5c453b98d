using System.CommandLine;
using System.Text;
using HmisGateway.Cli;

namespace HmisGateway.Tests.Cli;

/// <summary>The reference of the command line, written from the command line itself.</summary>
internal static class CliReference
{
    private const string Preface = """
        # Command line

        `hmis-gateway VERB …`, or from the sources `dotnet run --project src/Gateway -- VERB …`. Without a verb it serves.

        Data goes to standard output, everything else to standard error; nothing is coloured. Exit codes are `0` done, `1` finding, `2` usage, `3` fault; each
        verb says below what a finding is. No verb prints personal data, except `offline show --reveal --reason CODE`; `offline export` writes it to files.

        Verbs that read or change data work while a gateway runs, through its management listener, and while none runs, on its data directory. They find the
        gateway by the data directory (`--data`, or `Storage:DataDirectory`), and its address and token by the files `management.address` and
        `management.token` in `Gateway:StateDirectory`.

        Options of every verb:
        """;

    /// <summary>The reference in Markdown.</summary>
    public static string Render(RootCommand root)
    {
        StringBuilder text = new StringBuilder(Preface).AppendLine().AppendLine();
        Table(text, "Option", root.Options.Where(static o => o.Recursive && o.Name is "--config" or "--data").Select(Row));
        text.AppendLine("| `--Section:Key=VALUE` | A setting, the strongest source; see [configuration](configuration.md). |");
        text.AppendLine("| `--help` | What the verb does, its options and its exit codes. |");
        Append(text, root);
        return text.ToString().ReplaceLineEndings("\n");
    }

    private static void Append(StringBuilder text, Command command)
    {
        foreach (Command inner in command.Subcommands.Where(static c => !c.Hidden))
        {
            if (inner is Verb verb)
            {
                Append(text, verb);
            }

            Append(text, inner);
        }
    }

    private static void Append(StringBuilder text, Verb verb)
    {
        string path = CommandLine.PathOf(verb);
        text.AppendLine().AppendLine($"## {path[(path.IndexOf(' ', StringComparison.Ordinal) + 1)..]}").AppendLine().AppendLine(verb.Description);
        List<string> rows =
        [
            .. verb.Arguments.Select(static a => $"| `{a.HelpName ?? a.Name}` | {a.Description} |"),
            .. verb.Options.Where(static o => o is not System.CommandLine.Help.HelpOption && !o.Hidden).Select(Row),
        ];
        if (rows.Count > 0)
        {
            text.AppendLine();
            Table(text, "Argument or option", rows);
        }

        if (verb.ExitCodes.FirstOrDefault(static line => line.StartsWith('1')) is { } finding)
        {
            text.AppendLine().AppendLine($"Exit code 1: {finding[(finding.IndexOf(':', StringComparison.Ordinal) + 2)..]}.");
        }
    }

    private static void Table(StringBuilder text, string what, IEnumerable<string> rows)
    {
        text.AppendLine($"| {what} | |").AppendLine("| --- | --- |");
        foreach (string row in rows)
        {
            text.AppendLine(row);
        }
    }

    private static string Row(Option option)
    {
        string value = option.ValueType == typeof(bool) ? "" : " " + option.HelpName?.Replace("|", "\\|", StringComparison.Ordinal);
        string defaultValue = option.HasDefaultValue && option.GetDefaultValue() is { } fixedValue and not false and not OutputFormat.Text ? $" Default `{fixedValue}`." : "";
        return $"| `{option.Name}{value}`{(option.Required ? " (required)" : "")} | {option.Description}{defaultValue} |";
    }
}
