using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace HmisGateway.Bench.Load;

/// <summary>Readiness of many sockets in one system call (Linux), so that the load driver takes little of the machine from the proxies.</summary>
internal sealed partial class Epoll : IDisposable
{
    private const int CloseOnExec = 0x80000;
    private const int Add = 1;
    private const uint Readable = 1;
    private const int Interrupted = 4;
    private const int MaxEvents = 64;

    // struct epoll_event is packed on x86-64 only.
    private static readonly int DataOffset = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;
    private static readonly int EventSize = DataOffset + 8;

    private readonly int descriptor = Create(CloseOnExec);
    private readonly byte[] events = new byte[MaxEvents * EventSize];

    /// <summary>Watches a socket; <paramref name="tag"/> comes back from <see cref="Wait"/>. Closing the socket ends the watch.</summary>
    public void Watch(SafeHandle socket, int tag)
    {
        Span<byte> request = stackalloc byte[16];
        request.Clear();
        Unsafe.WriteUnaligned(ref request[0], Readable);
        Unsafe.WriteUnaligned(ref request[DataOffset], (long)tag);
        if (Control(descriptor, Add, (int)socket.DangerousGetHandle(), ref request[0]) != 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }
    }

    /// <summary>Waits for readable sockets, at most <paramref name="milliseconds"/>.</summary>
    /// <returns>How many tags were written.</returns>
    public int Wait(Span<int> tags, int milliseconds)
    {
        var count = WaitNative(descriptor, ref events[0], Math.Min(tags.Length, MaxEvents), milliseconds);
        if (count < 0)
        {
            var error = Marshal.GetLastPInvokeError();
            return error == Interrupted ? 0 : throw new Win32Exception(error);
        }

        for (var i = 0; i < count; i++)
        {
            tags[i] = (int)Unsafe.ReadUnaligned<long>(ref events[(i * EventSize) + DataOffset]);
        }

        return count;
    }

    public void Dispose() => _ = Close(descriptor);

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Create(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Control(int epoll, int operation, int fd, ref byte request);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int WaitNative(int epoll, ref byte events, int maxEvents, int milliseconds);

    [LibraryImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int fd);
}
