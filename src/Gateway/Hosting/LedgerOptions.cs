namespace HmisGateway.Hosting;

/// <summary>Section <c>Ledger</c>.</summary>
internal sealed class LedgerOptions
{
    /// <summary>A file outside the data directory, to which each recorded No Sharing and the ledger's head are added.</summary>
    /// <value>The default is none.</value>
    public string? Anchor { get; set; }

    /// <summary>How often the ledger's head is added to the anchor, when it has moved.</summary>
    /// <value>The default is one minute.</value>
    public TimeSpan AnchorInterval { get; set; } = TimeSpan.FromMinutes(1);
}
