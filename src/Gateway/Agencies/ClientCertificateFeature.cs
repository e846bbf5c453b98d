using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace HmisGateway.Agencies;

/// <inheritdoc/>
internal sealed class ClientCertificateFeature(X509Certificate2 certificate) : IClientCertificateFeature
{
    private readonly byte[] _thumbprint = certificate.GetCertHash(HashAlgorithmName.SHA256);
    private readonly DateTimeOffset _notBefore = certificate.NotBefore.ToUniversalTime();
    private readonly DateTimeOffset _notAfter = certificate.NotAfter.ToUniversalTime();

    /// <inheritdoc/>
    public ReadOnlySpan<byte> Thumbprint => _thumbprint;

    /// <inheritdoc/>
    public bool IsValidAt(DateTimeOffset moment) => _notBefore <= moment && moment <= _notAfter;
}
