using System.Runtime.InteropServices;
using HmisGateway.Experiments.Processes;

namespace HmisGateway.Experiments.Crash;

/// <summary>The power goes: what was not synced to the disk is gone too.</summary>
internal sealed class PowerCut(DirectoryInfo work) : ICrash
{
    private const int Megabytes = 256;
    private const int SigStop = 19;
    private readonly LoopDisk _disk = new(work, Megabytes);

    public bool MayRefuse => true;

    public async Task<string> PrepareAsync(CancellationToken cancellationToken)
    {
        await _disk.CreateAsync(cancellationToken);
        return Path.Combine(_disk.Path, "data");
    }

    public Task StrikeAsync(GatewayProcess gateway)
    {
        // First the processor stands still, then the disk: a machine without power acknowledges nothing. It matters: ext4 answers an
        // fdatasync that is under way at FS_IOC_SHUTDOWN with success now and then, although nothing of it is on the disk.
        Stop(gateway.Process.Id);
        _disk.Cut();
        return gateway.Process.KillAsync();
    }

    public async Task RecoverAsync(CancellationToken cancellationToken)
    {
        await _disk.UnmountAsync(cancellationToken);
        await _disk.MountAsync(cancellationToken);
    }

    public ValueTask DisposeAsync() => _disk.DisposeAsync();

    private static void Stop(int process)
    {
        if (Kill(process, SigStop) != 0)
        {
            throw new ExperimentFailedException("SIGSTOP could not be sent.");
        }
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
#pragma warning disable SYSLIB1054 // LibraryImport needs unsafe code.
    private static extern int Kill(int process, int signal);
#pragma warning restore SYSLIB1054
}
