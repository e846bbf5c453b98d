namespace HmisGateway.Hosting;

/// <summary>Section <c>Ledger:AnchorCredential</c>: what the gateway presents to the endpoint of its anchor. Both keys are set, or none.</summary>
internal sealed class AnchorCredentialOptions
{
    /// <summary>Name of the request header that carries the credential.</summary>
    /// <value>The default is none.</value>
    public string? Header { get; set; }

    /// <summary>File with the whole value of the header, such as <c>Bearer …</c>; blanks and line ends around it are dropped.</summary>
    /// <value>The default is none.</value>
    public string? FromFile { get; set; }
}
