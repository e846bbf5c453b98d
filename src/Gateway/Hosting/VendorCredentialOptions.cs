namespace HmisGateway.Hosting;

/// <summary>Section <c>Vendors:N:Credential</c>: a credential that the gateway presents to this vendor itself. Both keys are set, or none.</summary>
internal sealed class VendorCredentialOptions
{
    /// <summary>Name of the request header that carries the credential. What an agency system sends in it is replaced.</summary>
    /// <value>The default is none: the agency system's own credential passes through.</value>
    public string? Header { get; set; }

    /// <summary>File with the whole value of the header, such as <c>Bearer …</c>; blanks and line ends around it are dropped.</summary>
    /// <value>The default is none.</value>
    public string? FromFile { get; set; }
}
