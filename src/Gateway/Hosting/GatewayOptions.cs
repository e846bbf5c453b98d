namespace HmisGateway.Hosting;

/// <summary>Section <c>Gateway</c>.</summary>
internal sealed class GatewayOptions
{
    /// <summary>Where agency systems call.</summary>
    /// <value>The default is <c>http://127.0.0.1:8080</c>.</value>
    public string Listen { get; set; } = "http://127.0.0.1:8080";

    /// <summary>Where health, metrics and the command line call.</summary>
    /// <value>The default is <c>http://127.0.0.1:8081</c>.</value>
    public string Management { get; set; } = "http://127.0.0.1:8081";

    /// <summary>Folder of the management token.</summary>
    /// <value>The default is the data directory.</value>
    public string? StateDirectory { get; set; }

    /// <summary>IANA time zone in which dates are days.</summary>
    /// <value>The default is <c>America/Chicago</c>.</value>
    public string TimeZone { get; set; } = "America/Chicago";

    /// <summary>Says that a listener without TLS that is not loopback stands behind something that terminates TLS.</summary>
    /// <value>The default is false.</value>
    public bool TlsTerminatedUpstream { get; set; }

    /// <summary>Whether deletes are forwarded.</summary>
    /// <value>The default is true.</value>
    public bool ForwardDeletes { get; set; } = true;

    /// <summary>Largest request body that is taken, in bytes; a larger one is answered <c>413</c> and not kept.</summary>
    /// <value>The default is 20 MiB.</value>
    public int MaxRequestBodyBytes { get; set; } = 20 * 1024 * 1024;

    /// <summary>Largest upload of HUD CSV that is taken, in bytes as it is sent; a larger one is answered <c>413</c> and not kept.</summary>
    /// <value>The default is 2 GiB.</value>
    public long MaxUploadBytes { get; set; } = 2L * 1024 * 1024 * 1024;
}
