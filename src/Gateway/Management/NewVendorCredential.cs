namespace HmisGateway.Management;

/// <summary>A vendor credential to be registered.</summary>
/// <param name="Header">The header that carries it.</param>
/// <param name="Value">Its value. A secret.</param>
internal sealed record NewVendorCredential(string? Header, string? Value)
{
    /// <summary>The header; never the value.</summary>
    public override string ToString() => Header ?? "";
}
