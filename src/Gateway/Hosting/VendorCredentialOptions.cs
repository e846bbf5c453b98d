namespace HmisGateway.Hosting;

/// <summary>Section <c>Vendors:N:Credential</c>: a vendor credential that the gateway would present itself.</summary>
/// <remarks>The keys are known so that a full configuration file can be checked; a value is refused until the gateway presents it.</remarks>
internal sealed class VendorCredentialOptions
{
    /// <summary>Name of the request header that carries the credential.</summary>
    /// <value>The default is none: the agency system's own credential passes through.</value>
    public string? Header { get; set; }

    /// <summary>File with the value of the header.</summary>
    /// <value>The default is none.</value>
    public string? FromFile { get; set; }
}
