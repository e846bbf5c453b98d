namespace HmisGateway.Ledger;

/// <summary>What came of a reconciliation. A closed result.</summary>
internal abstract record AnchorReconciliation
{
    private AnchorReconciliation()
    {
    }

    /// <summary>The storage is the one to go on with.</summary>
    /// <param name="Before">How it stood.</param>
    public sealed record Done(AnchorComparison Before) : AnchorReconciliation;

    /// <summary>Storage and anchor agree, or there is no anchor.</summary>
    public sealed record NothingToDo : AnchorReconciliation;

    /// <summary>Somebody has to record these No Sharings again first, or say that they are left out.</summary>
    /// <param name="Comparison">What is missing.</param>
    public sealed record NoneMissing(AnchorComparison Comparison) : AnchorReconciliation;
}
