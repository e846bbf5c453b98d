using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace HmisGateway.Management;

/// <summary>How this machine calls a management listener: directly, without proxy, cookies or redirects.</summary>
internal static class ManagementHttp
{
    /// <summary>Creates a client; the caller disposes of it.</summary>
    /// <param name="address">What will be called.</param>
    /// <param name="timeout">How long one call may take.</param>
    [SuppressMessage("Reliability", "CA2000", Justification = "The client disposes of its handler.")]
    public static HttpClient Create(Uri address, TimeSpan timeout) =>
        new(Handler(address), disposeHandler: true) { BaseAddress = address, Timeout = timeout };

    private static SocketsHttpHandler Handler(Uri address) => new()
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = address.IsLoopback ? AcceptOnLoopback : null },
    };

    // The certificate names the gateway, not loopback. What listens there is this machine's own, as with plain http.
    private static bool AcceptOnLoopback(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) =>
        certificate is not null;
}
