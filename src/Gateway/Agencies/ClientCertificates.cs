using System.Diagnostics.CodeAnalysis;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace HmisGateway.Agencies;

/// <summary>Asks for client certificates on a TLS listener, and reads those that are to be registered.</summary>
internal static class ClientCertificates
{
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";
    private const string AnyUse = "2.5.29.37.0";

    /// <summary>Makes a listener speak TLS and take a client certificate where one is presented.</summary>
    /// <remarks>
    /// Any certificate passes the handshake, which proves possession of its key; <see cref="AgencyAuthentication"/> then asks for exactly
    /// the certificates that are registered, so that no authority, however trusted, can make another one.
    /// </remarks>
    public static void UseHttpsWithClientCertificates(this ListenOptions listen)
    {
        listen.UseHttps(static https =>
        {
#pragma warning disable CA5398 // Nothing older, whatever the machine allows.
            https.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;
#pragma warning restore CA5398
            https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
            https.ClientCertificateValidation = static (_, _, _) => true;
            https.OnAuthenticate = static (_, tls) => tls.CertificateChainPolicy = NoChain();
        });
        listen.Use(static next => connection =>
        {
            if (connection.Features.Get<ITlsConnectionFeature>()?.ClientCertificate is { } certificate)
            {
                connection.Features.Set<IClientCertificateFeature>(new ClientCertificateFeature(certificate));
            }

            return next(connection);
        });
    }

    /// <summary>Reads a certificate that is to be registered.</summary>
    /// <param name="pem">Exactly one certificate in PEM.</param>
    /// <param name="now">The moment: one that has ended is refused.</param>
    /// <param name="thumbprint">Its SHA-256 thumbprint.</param>
    /// <param name="endsAt">When it ends.</param>
    /// <param name="problem">What is wrong with it.</param>
    public static bool TryRead(
        string pem,
        DateTimeOffset now,
        [NotNullWhen(true)] out byte[]? thumbprint,
        out DateTimeOffset endsAt,
        [NotNullWhen(false)] out string? problem)
    {
        thumbprint = null;
        endsAt = default;
        problem = Problem(pem);
        if (problem is not null)
        {
            return false;
        }

        try
        {
            using X509Certificate2 certificate = X509Certificate2.CreateFromPem(pem);
            endsAt = certificate.NotAfter.ToUniversalTime();
            problem = endsAt < now ? "certificate: it has ended; register its successor."
                : !MayAuthenticateClients(certificate) ? "certificate: its extended key usage does not allow client authentication."
                : null;
            thumbprint = problem is null ? certificate.GetCertHash(HashAlgorithmName.SHA256) : null;
        }
        catch (CryptographicException)
        {
            problem = "certificate: it cannot be read.";
        }

        return problem is null && thumbprint is not null;
    }

    private static string? Problem(string pem)
    {
        int certificates = 0;
        ReadOnlySpan<char> rest = pem;
        while (PemEncoding.TryFind(rest, out PemFields fields))
        {
            ReadOnlySpan<char> label = rest[fields.Label];
            if (label.EndsWith("PRIVATE KEY"))
            {
                return "certificate: the file holds a private key. Take it out: the gateway needs the certificate only.";
            }

            certificates += label is "CERTIFICATE" ? 1 : 0;
            rest = rest[fields.Location.End..];
        }

        return certificates == 1 ? null : "certificate: write exactly one certificate in PEM (-----BEGIN CERTIFICATE-----), without its authorities.";
    }

    private static bool MayAuthenticateClients(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().All(static usage =>
            usage.EnhancedKeyUsages.Cast<Oid>().Any(static use => use.Value is ClientAuthentication or AnyUse));

    /// <summary>Nothing is looked up or fetched on a stranger's word: the certificate is compared with the registered ones only.</summary>
    private static X509ChainPolicy NoChain() => new()
    {
        DisableCertificateDownloads = true,
        RevocationMode = X509RevocationMode.NoCheck,
        TrustMode = X509ChainTrustMode.CustomRootTrust,
        VerificationFlags = X509VerificationFlags.AllFlags,
    };
}
