using System.CommandLine;
using HmisGateway.Keys;

namespace HmisGateway.Cli;

/// <summary><c>--passphrase-file FILE</c>, or a question on the terminal. Never an argument: command lines are seen by others.</summary>
internal sealed class PassphraseOption
{
    /// <summary>The option.</summary>
    public Option<string?> Option { get; } = new("--passphrase-file")
    {
        Description = "A file whose first line is the passphrase; asked for on the terminal when nothing is said.",
        HelpName = "FILE",
    };

    /// <summary>Reads the passphrase.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="environment">Where the terminal is.</param>
    /// <param name="isNew">True when it is being chosen: it is asked for twice, and must be long enough.</param>
    /// <returns>The passphrase, or what is wrong and what to do.</returns>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public (string? Passphrase, string? Problem) Read(ParseResult parsed, CommandEnvironment environment, bool isNew)
    {
        string? passphrase;
        if (parsed.GetValue(Option) is { } file)
        {
            passphrase = File.ReadLines(Path.GetFullPath(file, environment.WorkingDirectory)).FirstOrDefault();
        }
        else if (environment.ReadSecret is not { } ask)
        {
            return (null, "--passphrase-file: say where the passphrase is; there is no terminal to ask on.");
        }
        else
        {
            passphrase = ask("Passphrase: ");
            if (isNew && ask("Again: ") != passphrase)
            {
                return (null, "the two passphrases are not the same.");
            }
        }

        return passphrase is null || (isNew && passphrase.Length < KeyRecovery.MinPassphraseLength)
            ? (null, $"the passphrase must have at least {KeyRecovery.MinPassphraseLength} characters.")
            : (passphrase, null);
    }
}
