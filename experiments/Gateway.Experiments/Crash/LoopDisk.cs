using System.ComponentModel;
using System.Runtime.InteropServices;
using HmisGateway.Experiments.Processes;

namespace HmisGateway.Experiments.Crash;

/// <summary>A small ext4 file system in a file. Needs root and loop devices.</summary>
internal sealed class LoopDisk(DirectoryInfo work, int megabytes) : IAsyncDisposable
{
    /// <summary><c>FS_IOC_SHUTDOWN</c>, <c>_IOR('X', 125, __u32)</c>.</summary>
    private const ulong Shutdown = 0x8004587D;

    /// <summary>Without writing the journal first, as when the power goes.</summary>
    private const int NoLogFlush = 2;

    private bool _isMounted;

    /// <summary>Where it is mounted.</summary>
    public string Path { get; } = System.IO.Path.Combine(work.FullName, "disk");

    private string Image => System.IO.Path.Combine(work.FullName, "disk.img");

    /// <summary>Makes and mounts it.</summary>
    public async Task CreateAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path);
        await using (FileStream image = new(Image, FileMode.Create))
        {
            image.SetLength(megabytes * 1024L * 1024L);
        }

        await RunAsync(["mkfs.ext4", "-q", "-F", Image], cancellationToken);
        await MountAsync(cancellationToken);
    }

    /// <summary>Mounts it; the journal is replayed as after a power cut.</summary>
    public async Task MountAsync(CancellationToken cancellationToken)
    {
        await RunAsync(["mount", "-o", "loop", Image, Path], cancellationToken);
        _isMounted = true;
    }

    /// <summary>Unmounts it.</summary>
    public async Task UnmountAsync(CancellationToken cancellationToken)
    {
        await RunAsync(["umount", Path], cancellationToken);
        _isMounted = false;
    }

    /// <summary>Cuts the power: what was not synced is lost, and every further access fails.</summary>
    public void Cut()
    {
        int descriptor = Open(Path, 0);
        try
        {
            int flags = NoLogFlush;
            if (descriptor < 0 || Control(descriptor, Shutdown, ref flags) != 0)
            {
                throw new ExperimentFailedException($"FS_IOC_SHUTDOWN: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");
            }
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_isMounted)
        {
            await UnmountAsync(CancellationToken.None);
        }
    }

    private static async Task RunAsync(IReadOnlyList<string> command, CancellationToken cancellationToken)
    {
        (int exitCode, string output) = await ChildProcess.RunAsync(command, environment: null, cancellationToken);
        if (exitCode != 0)
        {
            throw new ExperimentFailedException($"`{string.Join(' ', command)}` ended with {exitCode}: {output} It needs root and loop devices.");
        }
    }

#pragma warning disable SYSLIB1054 // LibraryImport needs unsafe code.
    [DllImport("libc", EntryPoint = "open", SetLastError = true, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Control(int descriptor, ulong request, ref int argument);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int descriptor);
#pragma warning restore SYSLIB1054
}
