namespace HmisGateway.Hosting;

/// <summary>Section <c>Keys</c>.</summary>
internal sealed class KeysOptions
{
    /// <summary>Folder of the key ring.</summary>
    /// <value>The default is the folder <c>keys</c> in the data directory.</value>
    public string? Directory { get; set; }
}
