using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace HmisGateway.EndToEndTests.Harness;

/// <summary>Certificates that are made for one test run and signed by nobody else.</summary>
public static class TestCertificates
{
    /// <summary>A certificate with its key.</summary>
    public static X509Certificate2 Create(string name, DateTimeOffset? notBefore = null, DateTimeOffset? notAfter = null)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new($"CN={name}", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName("localhost");
        names.AddIpAddress(System.Net.IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using X509Certificate2 made = request.CreateSelfSigned(notBefore ?? now.AddDays(-1), notAfter ?? now.AddDays(30));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
    }

    /// <summary>Writes certificate and key as PEM; the two paths.</summary>
    public static (string Certificate, string Key) Write(X509Certificate2 certificate, TestFolder folder, string name)
    {
        string certificateFile = folder.File(name + ".pem");
        string keyFile = folder.File(name + ".key");
        File.WriteAllText(certificateFile, certificate.ExportCertificatePem());
        using ECDsa key = certificate.GetECDsaPrivateKey()!;
        File.WriteAllText(keyFile, key.ExportPkcs8PrivateKeyPem());
        return (certificateFile, keyFile);
    }
}
