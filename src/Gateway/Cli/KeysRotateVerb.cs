using System.CommandLine;
using HmisGateway.Keys;
using HmisGateway.Management;

namespace HmisGateway.Cli;

/// <summary><c>keys rotate</c>.</summary>
internal sealed class KeysRotateVerb : Verb
{
    private readonly Option<string?> _actor = CommonOptions.Actor("Who rotates, kept sealed; this machine's user when nothing is said.");
    private readonly Option<string?> _reason = CommonOptions.Reason();
    private readonly Option<OutputFormat> _output = CommonOptions.Output();

    /// <summary>Creates the verb.</summary>
    public KeysRotateVerb(VerbRunner runner)
        : base("rotate", "Makes another key-encryption key and wraps every agency's key with it. Old items stay readable, pseudonyms stay the same, and the "
            + "old key file is still needed for backups from before.", finding: null)
    {
        Add(_actor);
        Add(_reason);
        Add(_output);
        SetAction((parsed, cancel) => runner.ManageAsync(parsed, _output, (session, stop) => RunAsync(parsed, session, stop), cancel));
    }

    private async Task<int> RunAsync(ParseResult parsed, VerbSession session, CancellationToken cancellationToken)
    {
        StatedActor actor = new(parsed.GetValue(_actor) ?? Environment.UserName, parsed.GetValue(_reason));
        ManagementAnswer<KeyRotation> answer = await session.Management.PostAsync(
            "manage/v1/keys/rotations", actor, ManagementJson.Default.StatedActor, ManagementJson.Default.KeyRotation, cancellationToken);
        if (answer is not ManagementAnswer<KeyRotation>.Answered { Value: { } rotation })
        {
            return session.Fail(((ManagementAnswer<KeyRotation>.Refused)answer).Refusal);
        }

        session.Output.Data(rotation, ManagementJson.Default.KeyRotation, text =>
        {
            text.WriteLine($"kek-{rotation.To}.key is the key-encryption key now; {rotation.Agencies} wrapped {(rotation.Agencies == 1 ? "key was" : "keys were")} renewed.");
            text.WriteLine($"Back up the key folder again. kek-{rotation.From}.key is needed for data backups from before now; delete it when there are none.");
        });
        return ExitCode.Done;
    }
}
