namespace HmisGateway.Hosting;

/// <summary>Section <c>Vendor</c>: what holds for all vendors.</summary>
internal sealed class ProfileOptions
{
    /// <summary>Folder of local profiles (<c>*.json</c>), beside those that are shipped.</summary>
    /// <value>The default is none.</value>
    public string? ProfileDirectory { get; set; }
}
