using System.Globalization;

namespace HmisGateway.Ledger;

/// <summary>
/// Walks the whole ledger and names the first entry that is not what was written. It proves that the chain is whole in itself;
/// somebody who can rewrite every row and the head is found only by an anchor outside the storage.
/// </summary>
internal sealed class LedgerVerifier(ILedger ledger, IReadOnlyList<ILedgerCheck> checks)
{
    private readonly byte[] _previous = new byte[32];
    private long _last;
    private long _events;

    /// <summary>Verifies a ledger, also while it grows.</summary>
    public static ValueTask<LedgerVerification> VerifyAsync(ILedger ledger, CancellationToken cancellationToken) =>
        VerifyAsync(ledger, [], cancellationToken);

    /// <summary>Verifies a ledger and what it is compared with, also while it grows.</summary>
    public static ValueTask<LedgerVerification> VerifyAsync(ILedger ledger, IReadOnlyList<ILedgerCheck> checks, CancellationToken cancellationToken) =>
        new LedgerVerifier(ledger, checks).VerifyAsync(cancellationToken);

    private async ValueTask<LedgerVerification> VerifyAsync(CancellationToken cancellationToken)
    {
        // :: Step 1: Remember the head. Entry and head are committed together, so everything up to it must be found.
        (long headSequence, byte[] headHash) = await ledger.ReadHeadAsync(cancellationToken);
        bool isHeadConfirmed = headSequence == 0 && LedgerChain.Start.SequenceEqual(headHash);

        // :: Step 2: Walk. Entries count from 1, but a row put before the first must be seen too.
        await foreach (LedgerEntry entry in ledger.ReadAsync(long.MinValue, cancellationToken))
        {
            if (Check(entry) is { } problem)
            {
                return problem;
            }

            foreach (ILedgerCheck check in checks)
            {
                if (await check.SeeAsync(entry, cancellationToken) is { } found)
                {
                    return found;
                }
            }

            isHeadConfirmed |= entry.Sequence == headSequence && entry.Hash.AsSpan().SequenceEqual(headHash);
        }

        // :: Step 3: Compare the end. Entries behind the head are right only when the head has moved on meanwhile.
        if (headSequence > _last)
        {
            return new LedgerVerification.Broken(
                _last + 1, Text($"head differs: it names entry {headSequence}, the last entry is {_last}; entries were removed at the end"));
        }

        if (!isHeadConfirmed)
        {
            return new LedgerVerification.Broken(headSequence, "head differs: its hash is not that of the entry it names");
        }

        (long newSequence, _) = await ledger.ReadHeadAsync(cancellationToken);
        if (newSequence < _last)
        {
            return new LedgerVerification.Broken(
                newSequence + 1, Text($"head differs: it names entry {newSequence}, the last entry is {_last}; entries were added at the end"));
        }

        LedgerVerification? beside = checks.Select(check => check.Finish(_last)).Where(static found => found is not null).MinBy(static found => found!.Sequence);
        return beside ?? new LedgerVerification.Verified(_last, _events);
    }

    private LedgerVerification.Broken? Check(LedgerEntry entry)
    {
        long expected = _last + 1;
        if (entry.Sequence > expected)
        {
            return new(expected, Text($"entry missing between {_last} and {entry.Sequence}"));
        }

        if (entry.Sequence < expected)
        {
            return new(entry.Sequence, "entry stands before the first one");
        }

        Span<byte> hash = stackalloc byte[32];
        LedgerChain.Hash(_previous, entry.Entry, hash);
        LedgerEntryContent? content = LedgerEntryContent.Read(entry.Entry);
        if (content is { } inside && inside.Sequence != entry.Sequence)
        {
            return new(entry.Sequence, Text($"sequence inside is {inside.Sequence}"));
        }

        if (!hash.SequenceEqual(entry.Hash))
        {
            return new(entry.Sequence, "hash does not match the entry and the one before it");
        }

        if (content is not { } whole)
        {
            return new(entry.Sequence, "entry is not the JSON that the gateway writes");
        }

        hash.CopyTo(_previous);
        _last = entry.Sequence;
        _events += whole.Events;
        return null;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
