using HmisGateway.Experiments.Processes;

namespace HmisGateway.Experiments.Crash;

/// <summary>The power goes: what was not synced to the disk is gone too.</summary>
internal sealed class PowerCut(DirectoryInfo work) : ICrash
{
    private const int Megabytes = 256;
    private readonly LoopDisk _disk = new(work, Megabytes);

    /// <summary>The process outlives its disk for a moment, as a computer does not; in it every answer must be a refusal.</summary>
    public bool MayRefuse => true;

    public async Task<string> PrepareAsync(CancellationToken cancellationToken)
    {
        await _disk.CreateAsync(cancellationToken);
        return Path.Combine(_disk.Path, "data");
    }

    public Task StrikeAsync(GatewayProcess gateway)
    {
        _disk.Cut();
        return gateway.Process.KillAsync();
    }

    public async Task RecoverAsync(CancellationToken cancellationToken)
    {
        await _disk.UnmountAsync(cancellationToken);
        await _disk.MountAsync(cancellationToken);
    }

    public ValueTask DisposeAsync() => _disk.DisposeAsync();
}
