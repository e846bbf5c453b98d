namespace HmisGateway.Management;

/// <summary>A gateway key that was just issued. It is shown this once.</summary>
/// <param name="Id">The agency.</param>
/// <param name="Key">The key. A secret.</param>
internal sealed record IssuedKey(string Id, string Key)
{
    /// <summary>The agency; never the key.</summary>
    public override string ToString() => Id;
}
