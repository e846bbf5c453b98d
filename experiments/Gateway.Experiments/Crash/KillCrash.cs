using HmisGateway.Experiments.Processes;

namespace HmisGateway.Experiments.Crash;

/// <summary>SIGKILL: the process is gone, what it wrote to files is in the page cache.</summary>
internal sealed class KillCrash(DirectoryInfo work) : ICrash
{
    public bool MayRefuse => false;

    public Task<string> PrepareAsync(CancellationToken cancellationToken) => Task.FromResult(Path.Combine(work.FullName, "data"));

    public Task StrikeAsync(GatewayProcess gateway) => gateway.Process.KillAsync();

    public Task RecoverAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
