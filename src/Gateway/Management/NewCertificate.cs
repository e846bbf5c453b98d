namespace HmisGateway.Management;

/// <summary>A client certificate to be registered.</summary>
/// <param name="Pem">The certificate in PEM, without its key.</param>
internal sealed record NewCertificate(string? Pem);
