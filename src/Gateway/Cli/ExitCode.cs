namespace HmisGateway.Cli;

/// <summary>What a verb ends with. Documented in every help text.</summary>
internal static class ExitCode
{
    /// <summary>Done, and nothing was found wrong.</summary>
    public const int Done = 0;

    /// <summary>The verb did its work and found something: a broken ledger, an invalid profile, a refused row, nothing of that name.</summary>
    public const int Finding = 1;

    /// <summary>The command line is wrong; nothing was done.</summary>
    public const int Usage = 2;

    /// <summary>The work could not be done: configuration, storage or network.</summary>
    public const int Fault = 3;
}
