namespace HmisGateway.Cli;

/// <summary>What the command line sees of the world.</summary>
internal sealed record CommandEnvironment
{
    /// <summary>Standard output: data.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>Standard error: everything else.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Standard input, for secrets that must not stand on the command line.</summary>
    public TextReader In { get; init; } = TextReader.Null;

    /// <summary>True when standard error is a terminal and colours are not refused, so that a progress bar makes sense.</summary>
    public bool IsErrorTerminal { get; init; }

    /// <summary>Asks on the terminal for something that is not shown; null when standard input is none.</summary>
    public Func<string, string>? ReadSecret { get; init; }

    /// <summary>Asks a question on the terminal that only the word yes affirms; null when standard input is none.</summary>
    public Func<string, bool>? Confirm { get; init; }

    /// <summary>Relative paths start here.</summary>
    public required string WorkingDirectory { get; init; }

    /// <summary>Name of the environment, for <c>appsettings.{Environment}.json</c>.</summary>
    public string EnvironmentName { get; init; } = "Production";

    /// <summary>What can be started.</summary>
    public required CommandHosts Hosts { get; init; }

    /// <summary>The environment of this process.</summary>
    public static CommandEnvironment OfProcess(CommandHosts hosts) => new()
    {
        Out = Console.Out,
        Error = Console.Error,
        In = Console.In,
        IsErrorTerminal = !Console.IsErrorRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")),
        Confirm = Console.IsInputRedirected ? null : TerminalQuestion.Confirm,
        ReadSecret = Console.IsInputRedirected ? null : TerminalSecret.Ask,
        WorkingDirectory = Directory.GetCurrentDirectory(),
        EnvironmentName = Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT")
            ?? Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT")
            ?? "Production",
        Hosts = hosts,
    };
}
