using System.Net;
using System.Net.Sockets;

namespace HmisGateway.Testing;

/// <summary>Ports for servers whose address must be known before they start, or stay the same when they start again.</summary>
internal static class LoopbackPorts
{
    private const int First = 15_000;
    private const int Count = 17_700;

    // Processes that run side by side, with ids close to each other, begin far apart.
    private static int s_taken = Environment.ProcessId * 151;

    /// <summary>A port that this process gets once, and below those that the system gives to connections, which come and go meanwhile.</summary>
    public static int Take()
    {
        while (true)
        {
            int port = First + (int)((uint)Interlocked.Increment(ref s_taken) % Count);
            try
            {
                using TcpListener listener = new(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody else's; the next one.
            }
        }
    }

    /// <summary>An address with such a port.</summary>
    public static Uri TakeAddress() => new($"http://127.0.0.1:{Take()}");
}
