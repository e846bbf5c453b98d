using System.CommandLine;
using HmisGateway.Hosting;
using HmisGateway.Keys;
using HmisGateway.Management;
using HmisGateway.Storage;

namespace HmisGateway.Cli;

/// <summary><c>keys recovery</c>: writes the key folder into a file that a passphrase seals, or puts it back.</summary>
internal sealed class KeysRecoveryVerb : Verb
{
    private readonly Option<string?> _out = new("--out") { Description = "Writes the recovery file; it must not exist.", HelpName = "FILE" };
    private readonly Option<string?> _restore = new("--restore") { Description = "Puts the keys of a recovery file back into Keys:Directory, which must hold no other key.", HelpName = "FILE" };
    private readonly Option<string?> _actor = CommonOptions.Actor("Who writes the file, kept sealed; this machine's user when nothing is said.");
    private readonly PassphraseOption _passphrase = new();
    private readonly VerbRunner _runner;

    /// <summary>Creates the verb.</summary>
    public KeysRecoveryVerb(VerbRunner runner)
        : base("recovery", "Writes a recovery file: every key, sealed with a passphrase. Without the keys no offline item can be read and no No Sharing "
            + "client recognised; keep the file and its passphrase apart from the data.", finding: null)
    {
        _runner = runner;
        foreach (Option option in new[] { _out, _restore, _passphrase.Option, _actor })
        {
            Add(option);
        }

        Validators.Add(result =>
        {
            if (result.GetValue(_out) is null == result.GetValue(_restore) is null)
            {
                result.AddError("name the file with --out or with --restore, one of them.");
            }
        });
        SetAction((parsed, cancel) => parsed.GetValue(_restore) is { } file
            ? runner.RunAsync(parsed, output: null, (output, _) => Task.FromResult(Restore(parsed, output, PathOf(file))), cancel)
            : runner.ManageAsync(parsed, output: null, (session, stop) => WriteAsync(parsed, session, stop), cancel));
    }

    private async Task<int> WriteAsync(ParseResult parsed, VerbSession session, CancellationToken cancellationToken)
    {
        string file = PathOf(parsed.GetValue(_out)!);
        if (File.Exists(file))
        {
            return session.Output.Fail(ExitCode.Usage, $"--out: {file} exists. Name a new file.");
        }

        (string? passphrase, string? problem) = _passphrase.Read(parsed, _runner.Environment, isNew: true);
        if (passphrase is null)
        {
            return session.Output.Fail(ExitCode.Usage, problem!);
        }

        // Before the file is there the ledger knows of it.
        ManagementAnswer<StatedActor> answer = await session.Management.PostAsync(
            "manage/v1/keys/copies",
            new StatedActor(parsed.GetValue(_actor) ?? Environment.UserName, Reason: null),
            ManagementJson.Default.StatedActor,
            ManagementJson.Default.StatedActor,
            cancellationToken);
        if (answer is ManagementAnswer<StatedActor>.Refused refused)
        {
            return session.Fail(refused.Refusal);
        }

        string folder = KeyFolderOf(parsed);
        IReadOnlyList<KeyFolderFile> files = KeyFolderCopy.Take(folder);
        PrivateFiles.Create(file, KeyRecovery.Seal(files, passphrase, TimeProvider.System.GetUtcNow()));
        await session.Output.Out.WriteLineAsync($"{file} holds {files.Count} files of {folder}, sealed.");
        await session.Output.Out.WriteLineAsync("Write a new one after each `keys rotate`. Try it: hmis-gateway keys recovery --restore FILE --Keys:Directory=NEW-FOLDER");
        return ExitCode.Done;
    }

    private int Restore(ParseResult parsed, VerbOutput output, string file)
    {
        byte[] recovery = File.ReadAllBytes(file);
        (string? passphrase, string? problem) = _passphrase.Read(parsed, _runner.Environment, isNew: false);
        if (passphrase is null)
        {
            return output.Fail(ExitCode.Usage, problem!);
        }

        string folder = KeyFolderOf(parsed);
        KeyFolderCopy.PutBack(folder, KeyRecovery.Open(recovery, passphrase));
        output.Out.WriteLine($"The keys of {file} are in {folder}. Start the gateway: it says whether they fit the data.");
        return ExitCode.Done;
    }

    /// <summary>The key folder alone is needed, whatever else the configuration lacks.</summary>
    private string KeyFolderOf(ParseResult parsed) => ConfigurationReader.Read(_runner.ConfigurationArguments(parsed)) switch
    {
        ConfigurationReading.Usable usable => usable.Configuration.Keys.Directory!,
        ConfigurationReading.Unusable { Partial.Keys.Directory: { } folder } unusable when unusable.Problems.All(static p => p.Key != "Keys:Directory") => folder,
        ConfigurationReading.Unusable unusable => throw new ConfigurationException(unusable.Problems),
        _ => throw new InvalidOperationException("A configuration is usable or not."),
    };

    private string PathOf(string file) => Path.GetFullPath(file, _runner.Environment.WorkingDirectory);
}
