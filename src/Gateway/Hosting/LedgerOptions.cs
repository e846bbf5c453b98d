namespace HmisGateway.Hosting;

/// <summary>Section <c>Ledger</c>.</summary>
internal sealed class LedgerOptions
{
    /// <summary>
    /// Where each recorded No Sharing and the ledger's head are added, outside the storage: a file outside the data directory, or the
    /// <c>https</c> address of an endpoint.
    /// </summary>
    /// <value>The default is none.</value>
    public string? Anchor { get; set; }

    /// <summary>How often the ledger's head is added to the anchor, when it has moved.</summary>
    /// <value>The default is one minute.</value>
    public TimeSpan AnchorInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long the endpoint of an anchor may take for a line, all attempts together.</summary>
    /// <value>The default is ten seconds.</value>
    public TimeSpan AnchorTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>A credential for the endpoint of the anchor.</summary>
    public AnchorCredentialOptions AnchorCredential { get; set; } = new();
}
