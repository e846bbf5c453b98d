using System.Globalization;

namespace HmisGateway.Ledger;

/// <summary>Checks the checkpoints in the ledger: each names the entry before it and was sealed by this installation.</summary>
internal sealed class CheckpointCheck(AnchorSeal seal) : ILedgerCheck
{
    private LedgerEntry _before = new(0, [], LedgerChain.Start.ToArray());

    /// <summary>How many were found.</summary>
    public int Checkpoints { get; private set; }

    /// <summary>The event of a checkpoint.</summary>
    public static LedgerEvent EventOf(AnchorLine checkpoint) => new(
        LedgerEventKind.Checkpoint,
        [
            KeyValuePair.Create("through", checkpoint.Sequence.ToString(CultureInfo.InvariantCulture)),
            KeyValuePair.Create("hash", checkpoint.Hash),
            KeyValuePair.Create("at", checkpoint.At.ToString("O", CultureInfo.InvariantCulture)),
            KeyValuePair.Create("mac", checkpoint.Mac),
        ]);

    /// <inheritdoc/>
    public ValueTask<LedgerVerification.Broken?> SeeAsync(LedgerEntry entry, CancellationToken cancellationToken)
    {
        LedgerEntry before = _before;
        _before = entry;
        if (entry.Entry.AsSpan().IndexOf("\"checkpoint\""u8) >= 0)
        {
            foreach ((string kind, IReadOnlyDictionary<string, string> values) in LedgerEventReader.Read(entry.Entry))
            {
                if (kind == LedgerEventKind.Checkpoint)
                {
                    Checkpoints++;
                    if (!IsRight(values, before))
                    {
                        return new(new LedgerVerification.Broken(entry.Sequence, "its checkpoint is not one of the entry before it by this installation"));
                    }
                }
            }
        }

        return new((LedgerVerification.Broken?)null);
    }

    /// <inheritdoc/>
    public LedgerVerification.Broken? Finish(long last) => null;

    private bool IsRight(IReadOnlyDictionary<string, string> values, LedgerEntry before) =>
        values.GetValueOrDefault("through") == before.Sequence.ToString(CultureInfo.InvariantCulture)
        && values.GetValueOrDefault("hash") == Convert.ToHexStringLower(before.Hash)
        && DateTimeOffset.TryParseExact(values.GetValueOrDefault("at"), "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTimeOffset at)
        && seal.IsGenuine(new AnchorLine
        {
            Kind = AnchorLineKind.Checkpoint,
            Sequence = before.Sequence,
            Hash = values["hash"],
            At = at,
            Mac = values.GetValueOrDefault("mac", ""),
        });
}
