using System.Buffers.Binary;
using System.Net.Sockets;

namespace HmisGateway.Pipeline.Forwarding;

/// <summary>The socket option <c>TCP_USER_TIMEOUT</c>: how long sent bytes may stay unacknowledged, or wait for a window, before the kernel resets the connection.</summary>
internal static class TcpUserTimeout
{
    private const int Tcp = 6;
    private const int UserTimeout = 18;

    /// <summary>Sets it. Only Linux has it; elsewhere nothing happens.</summary>
    public static void Set(Socket socket, TimeSpan timeout)
    {
        if (OperatingSystem.IsLinux())
        {
            Span<byte> milliseconds = stackalloc byte[sizeof(int)];
            BinaryPrimitives.WriteInt32LittleEndian(milliseconds, (int)timeout.TotalMilliseconds);
            socket.SetRawSocketOption(Tcp, UserTimeout, milliseconds);
        }
    }
}
