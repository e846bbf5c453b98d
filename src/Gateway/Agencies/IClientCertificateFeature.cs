namespace HmisGateway.Agencies;

/// <summary>The client certificate of a TLS connection. Its holder has proved possession of the private key; whom it names is not checked yet.</summary>
internal interface IClientCertificateFeature
{
    /// <summary>Its SHA-256 thumbprint, 32 bytes.</summary>
    ReadOnlySpan<byte> Thumbprint { get; }

    /// <summary>True within its validity dates.</summary>
    bool IsValidAt(DateTimeOffset moment);
}
