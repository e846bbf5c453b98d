using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace HmisGateway.Management;

/// <summary>
/// The management listener. Its connections carry a mark, and what is mapped for management answers on marked connections only,
/// so that neither a <c>Host</c> header nor a mistake in the composition opens it to agency systems.
/// </summary>
internal sealed class ManagementListener
{
    private ListenOptions? _listen;

    /// <summary>
    /// The address to call it under once the server has started; an address that stands for all becomes loopback. Null before.
    /// </summary>
    public Uri? Address
    {
        get
        {
            if (_listen?.IPEndPoint is not { Port: not 0 } endPoint)
            {
                return null;
            }

            IPAddress host = endPoint.Address switch
            {
                var any when any.Equals(IPAddress.Any) => IPAddress.Loopback,
                var any when any.Equals(IPAddress.IPv6Any) => IPAddress.IPv6Loopback,
                var one => one,
            };
            return new UriBuilder(IsTls ? Uri.UriSchemeHttps : Uri.UriSchemeHttp, host.ToString(), endPoint.Port).Uri;
        }
    }

    /// <summary>True when it speaks TLS.</summary>
    public bool IsTls { get; private set; }

    /// <summary>True when the request came in through the management listener.</summary>
    public static bool IsManagement(HttpContext context) => context.Features.Get<IManagementConnection>() is not null;

    /// <summary>Makes a listener of the server the management listener.</summary>
    /// <param name="listen">The listener.</param>
    /// <param name="isTls">True when <c>UseHttps</c> is called on it.</param>
    public void Attach(ListenOptions listen, bool isTls)
    {
        _listen = listen;
        IsTls = isTls;
        listen.Use(static next => connection =>
        {
            connection.Features.Set<IManagementConnection>(Mark.Instance);
            return next(connection);
        });
    }

    private sealed class Mark : IManagementConnection
    {
        public static Mark Instance { get; } = new();
    }
}
