namespace HmisGateway.Ledger;

/// <summary>What the verifier found. A closed result.</summary>
internal abstract record LedgerVerification
{
    private LedgerVerification()
    {
    }

    /// <summary>The chain is whole and ends where its head says.</summary>
    /// <param name="Entries">Its entries.</param>
    /// <param name="Events">The events in them.</param>
    public sealed record Verified(long Entries, long Events) : LedgerVerification;

    /// <summary>The chain was changed.</summary>
    /// <param name="Sequence">The first entry that is bad or missing.</param>
    /// <param name="Problem">What is wrong with it, in one clause.</param>
    public sealed record Broken(long Sequence, string Problem) : LedgerVerification;
}
