using System.Net;
using System.Net.Sockets;
using HmisGateway.Agencies;
using HmisGateway.Management;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace HmisGateway.Hosting;

/// <summary>The two listeners: one for agency systems, one for management.</summary>
internal static class GatewayListeners
{
    /// <summary>Tries both addresses before anything is opened.</summary>
    /// <exception cref="IOException">One of them cannot be listened on. Kestrel would say so too, but only after a stack trace in the log and
    /// without the name of the setting.</exception>
    public static void EnsureFree(GatewayOptions options)
    {
        EnsureFree("Gateway:Listen", options.Listen);
        EnsureFree("Gateway:Management", options.Management);
    }

    /// <summary>Configures the listeners of the role: both addresses of the configuration, or one of the loopback that a verb asks.</summary>
    public static void Listen(KestrelServerOptions kestrel, GatewayOptions options, HostRole role)
    {
        StrictKestrel.Apply(kestrel);
        ManagementListener management = kestrel.ApplicationServices.GetRequiredService<ManagementListener>();
        if (role == HostRole.Management)
        {
            kestrel.Listen(IPAddress.Loopback, 0, listen => management.Attach(listen, isTls: false));
            return;
        }

        Listen(kestrel, options.Listen, ClientCertificates.UseHttpsWithClientCertificates, static (_, _) => { });
        Listen(kestrel, options.Management, static listen => listen.UseHttps(), management.Attach);
    }

    private static void Listen(
        KestrelServerOptions kestrel, string text, Action<ListenOptions> useTls, Action<ListenOptions, bool> attach)
    {
        if (!ListenAddress.TryParse(text, out ListenAddress? address, out string? problem))
        {
            throw new InvalidOperationException(problem);
        }

        kestrel.Listen(address.BindTo, address.Port, listen =>
        {
            listen.Protocols = StrictKestrel.Protocols(address.IsTls);
            if (address.IsTls)
            {
                useTls(listen);
            }

            attach(listen, address.IsTls);
        });
    }

    private static void EnsureFree(string setting, string text)
    {
        if (!ListenAddress.TryParse(text, out ListenAddress? address, out _) || address.Port == 0)
        {
            return;
        }

        try
        {
            using TcpListener probe = new(address.BindTo, address.Port);
            probe.Start();
        }
        catch (SocketException fault) when (fault.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied or SocketError.AddressNotAvailable)
        {
            throw new IOException($"{setting} {text}: {fault.Message}. Choose another address, or end the process that uses this one.", fault);
        }
    }
}
