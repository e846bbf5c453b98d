namespace HmisGateway.Pipeline.Forwarding;

/// <summary>A credential that the gateway presents to a vendor.</summary>
/// <param name="Header">The header that carries it.</param>
/// <param name="Value">Its value. A secret.</param>
internal sealed record VendorCredentialValue(string Header, string Value)
{
    /// <summary>The header; never the value.</summary>
    public override string ToString() => Header;
}
