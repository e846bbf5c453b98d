using System.Globalization;
using HmisGateway.Experiments.Rounds;

namespace HmisGateway.Experiments.Crash;

/// <summary>
/// The disk answers some of the gateway's syncs or writes with <c>EIO</c>, put there by strace. No request may be acknowledged or
/// forwarded on the strength of what was not written, and the gateway goes on when the disk does.
/// </summary>
internal sealed class DiskErrorExperiment(DirectoryInfo work) : IExperiment
{
    private const int Faults = 8;
    private const int AnswersAfter = 150;
    private static readonly string[] s_syncs = ["fdatasync", "fsync"];
    private static readonly string[] s_writes = ["pwrite64"];
    private GatewayUnderLoad? _system;

    private GatewayUnderLoad System => _system ?? throw new InvalidOperationException("Not prepared.");

    public async Task PrepareAsync(CancellationToken cancellationToken) =>
        _system = await GatewayUnderLoad.StartAsync(work, Path.Combine(work.FullName, "data"), cancellationToken);

    public async Task<RoundResult> RunAsync(int attempt, SeededNumbers numbers, CancellationToken cancellationToken)
    {
        // The calls are counted for each thread: start-up uses few of the writer's.
        bool isSync = numbers.Next(2) == 0;
        string calls = string.Join(',', isSync ? s_syncs : s_writes);
        int first = (isSync ? 12 : 40) + numbers.Next(isSync ? 60 : 200);
        await System.Gateway.KillAsync();
        System.Gateway.Wrapper =
        [
            "strace", "-f", "-qqq", "-o", "/dev/null", "-P", Path.Combine(System.Gateway.DataDirectory, "gateway.db-wal"), "-e", $"trace={calls}",
            "-e", string.Create(CultureInfo.InvariantCulture, $"inject={calls}:error=EIO:when={first}..{first + Faults - 1}"),
        ];
        await System.Gateway.StartAsync(cancellationToken);
        long started = TimeProvider.System.GetTimestamp();
        AgencyTraffic.Load load = System.Agency.Start(attempt, numbers);
        while (!load.Answers.Any(static answer => answer.Status == 503) && TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(20))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, cancellationToken);
        }

        int refused = load.Answers.Count(static answer => answer.Status == 503);
        double faultAtMs = TimeProvider.System.GetElapsedTime(started).TotalMilliseconds;
        await load.WaitForAnswersAsync(load.Answers.Count + AnswersAfter, cancellationToken);
        await load.StopAsync();

        // What is acknowledged must be there after a restart too.
        await System.Gateway.KillAsync();
        System.Gateway.Wrapper = [];
        await System.Gateway.StartAsync(cancellationToken);
        CrashCheck check = await System.CheckAsync(load, mayRefuse: true, cancellationToken);
        return check.ToResult(isSync ? "EIO from sync" : "EIO from write", faultAtMs, refused);
    }

    public Task<IReadOnlyList<string>> FinishAsync(CancellationToken cancellationToken) => System.FinishAsync([], cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_system is not null)
        {
            await _system.DisposeAsync();
        }
    }
}
