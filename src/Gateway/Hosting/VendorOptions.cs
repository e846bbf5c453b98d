namespace HmisGateway.Hosting;

/// <summary>One entry of section <c>Vendors</c>: an HMIS behind the gateway.</summary>
internal sealed class VendorOptions
{
    /// <summary>The value of <see cref="Uploads"/> with which there are none.</summary>
    public const string NoUploads = "none";

    /// <summary>Its name; part of every vendor-scoped pseudonym, so do not change it later.</summary>
    public string Name { get; set; } = "";

    /// <summary>Where it is, e.g. <c>https://hmis.example.org</c>; may have a path.</summary>
    public string BaseAddress { get; set; } = "";

    /// <summary>Name of its profile.</summary>
    public string Profile { get; set; } = "";

    /// <summary>Name of the profile of its uploads: it covers what <see cref="Profile"/> does not. <see cref="NoUploads"/> for none.</summary>
    /// <value>The default is <c>hud-csv</c>: exports of HUD CSV at <c>POST /bulk/hud-csv</c>.</value>
    public string Uploads { get; set; } = "hud-csv";

    /// <summary>Only requests with this <c>Host</c> (without port) are for it; null for any.</summary>
    public string? Host { get; set; }

    /// <summary>Only requests under this path are for it; the prefix is taken away before anything else. Null for none.</summary>
    public string? PathPrefix { get; set; }

    /// <summary>Allows a plain-http address that is not loopback.</summary>
    /// <value>The default is false.</value>
    public bool AllowInsecure { get; set; }

    /// <summary>How long one exchange may take in all.</summary>
    /// <value>The default is 100 seconds.</value>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(100);

    /// <summary>How long an exchange with a body of this length may take: a second more for each MiB, so that a large upload is not cut off.</summary>
    public TimeSpan TimeoutFor(long bodyLength) => Timeout + TimeSpan.FromSeconds(bodyLength / (1024 * 1024));

    /// <summary>A credential that the gateway presents itself, so that agency systems hold only their gateway key.</summary>
    public VendorCredentialOptions Credential { get; set; } = new();
}
