namespace HmisGateway.Ledger;

/// <summary>Compares the entries of a ledger that hang together with something beside the chain.</summary>
internal interface ILedgerCheck
{
    /// <summary>Sees each entry once, in order, after the chain has been found whole up to it.</summary>
    /// <returns>What is wrong, or null.</returns>
    ValueTask<LedgerVerification.Broken?> SeeAsync(LedgerEntry entry, CancellationToken cancellationToken);

    /// <summary>Is asked when all entries have been seen.</summary>
    /// <param name="last">The number of the last one; 0 when there is none.</param>
    /// <returns>What is wrong, or null.</returns>
    LedgerVerification.Broken? Finish(long last);
}
