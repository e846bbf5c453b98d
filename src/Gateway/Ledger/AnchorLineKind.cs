namespace HmisGateway.Ledger;

/// <summary>The kinds of lines of an anchor. The words stand in the files and never change.</summary>
internal static class AnchorLineKind
{
    /// <summary>The ledger had this entry at its end.</summary>
    public const string Head = "head";

    /// <summary>A No Sharing was recorded; it is in the ledger up to this entry.</summary>
    public const string None = "none";

    /// <summary>An offline item was erased.</summary>
    public const string Erased = "erased";

    /// <summary>Somebody asked for a checkpoint.</summary>
    public const string Checkpoint = "checkpoint";

    /// <summary>A person reconciled the storage with what the lines before say: from here on the ledger is the one that has this entry.</summary>
    public const string Reconciled = "reconciled";
}
