using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using HmisGateway.Ledger;
using HmisGateway.Management;

namespace HmisGateway.Cli;

/// <summary><c>ledger checkpoint</c>.</summary>
internal sealed class LedgerCheckpointVerb : Verb
{
    private readonly Option<string?> _out = new("--out")
    {
        Description = "Adds the checkpoint to a file, or to the anchor at an address, as `ledger verify --anchor` reads it.",
        HelpName = "FILE|URL",
    };

    private readonly Option<OutputFormat> _output = CommonOptions.Output();
    private readonly VerbRunner _runner;

    /// <summary>Creates the verb.</summary>
    public LedgerCheckpointVerb(VerbRunner runner)
        : base("checkpoint", "Seals number and hash of the ledger's last entry and prints them, to be kept where nobody who can change the storage can change them. "
            + "The checkpoint is an entry itself.", finding: null)
    {
        _runner = runner;
        Add(_out);
        Add(_output);
        SetAction((parsed, cancel) => runner.ManageAsync(parsed, _output, (session, stop) => RunAsync(parsed, session, stop), cancel));
    }

    private async Task<int> RunAsync(ParseResult parsed, VerbSession session, CancellationToken cancellationToken)
    {
        ManagementAnswer<AnchorLine> answer = await session.Management.PostAsync(
            "manage/v1/ledger/checkpoints", AnchorJson.Default.AnchorLine, cancellationToken);
        if (answer is not ManagementAnswer<AnchorLine>.Answered { Value: { } checkpoint })
        {
            return session.Fail(((ManagementAnswer<AnchorLine>.Refused)answer).Refusal);
        }

        if (parsed.GetValue(_out) is { } stated)
        {
            using IAnchorLines lines = AnchorPlace.Open(_runner.PlaceOf(stated), _runner.Ledger(parsed));
            await lines.CreateAsync();
            await lines.AppendAsync([checkpoint]);
        }

        if (session.Output.IsJson)
        {
            // The line itself: it is what a file of checkpoints holds.
            await session.Output.Out.WriteLineAsync(JsonSerializer.Serialize(checkpoint, AnchorJson.Default.AnchorLine));
            return ExitCode.Done;
        }

        await session.Output.Out.WriteLineAsync($"checkpoint of entry {checkpoint.Sequence}");
        await session.Output.Out.WriteLineAsync($"hash  {checkpoint.Hash}");
        await session.Output.Out.WriteLineAsync($"at    {checkpoint.At.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)}");
        await session.Output.Out.WriteLineAsync($"seal  {checkpoint.Mac}");
        return ExitCode.Done;
    }
}
