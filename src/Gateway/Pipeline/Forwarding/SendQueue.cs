using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace HmisGateway.Pipeline.Forwarding;

/// <summary>What the kernel still has to send, or to send again.</summary>
internal static class SendQueue
{
    /// <summary><c>SIOCOUTQ</c> of Linux.</summary>
    private const nuint OutQueue = 0x5411;

    /// <summary>How many bytes the other side has not acknowledged. Only Linux tells; elsewhere 0.</summary>
    public static int LengthOf(Socket socket)
    {
        if (!OperatingSystem.IsLinux() || socket.SafeHandle.IsClosed)
        {
            return 0;
        }

        try
        {
            return Control(socket.SafeHandle, OutQueue, out int length) == 0 ? length : 0;
        }
        catch (ObjectDisposedException)
        {
            // Closed meanwhile, with linger 0: nothing is left.
            return 0;
        }
    }

    [DllImport("libc", EntryPoint = "ioctl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Control(SafeSocketHandle socket, nuint request, out int value);
}
