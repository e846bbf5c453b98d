namespace HmisGateway.Cli;

/// <summary>Asks on the terminal before something that cannot be taken back.</summary>
internal static class TerminalQuestion
{
    /// <summary>True when <c>yes</c> was written.</summary>
    public static bool Confirm(string question)
    {
        Console.Error.Write(question);
        return string.Equals(Console.ReadLine()?.Trim(), "yes", StringComparison.OrdinalIgnoreCase);
    }
}
