namespace HmisGateway.Ledger;

/// <summary>How the storage stands to its anchor.</summary>
internal enum AnchorState
{
    /// <summary>No anchor is configured.</summary>
    Off,

    /// <summary>Neither the storage nor the anchor has been anchored before; the anchor begins with the first line.</summary>
    New,

    /// <summary>The storage contains everything that the anchor names.</summary>
    Agrees,

    /// <summary>The anchor names entries that the storage does not have: a restored backup, or a stale copy.</summary>
    Older,

    /// <summary>The storage had an anchor, and it is not there or empty.</summary>
    Missing,

    /// <summary>The anchor cannot be read, or holds lines that this installation did not write.</summary>
    Unusable,
}
