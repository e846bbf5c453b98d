using HmisGateway.Bench.Load;
using HmisGateway.Bench.Processes;

namespace HmisGateway.Bench.Rounds;

/// <summary>Drives proxies in turn with the same requests.</summary>
/// <param name="run">One turn of load.</param>
/// <param name="http">For questions beside the load.</param>
/// <param name="upstream">Where the upstream tells what has arrived.</param>
internal sealed class InterleavedRounds(Func<ProxyUnderLoad, LoadResult> run, HttpClient http, Uri upstream)
{
    /// <summary>CPU time of work that a proxy finishes after its last answer is counted too.</summary>
    private static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(400);

    /// <summary>Runs all rounds; every second one in reverse order, so that what drifts on the machine meets both alike.</summary>
    /// <param name="proxies">Who takes turns.</param>
    /// <param name="rounds">How many rounds.</param>
    /// <param name="reachesUpstream">True when each request must arrive upstream once, false when none may.</param>
    /// <param name="report">Told of each turn.</param>
    /// <param name="cancellationToken">Ends the measurement.</param>
    public async Task<IReadOnlyList<Turn>> RunAsync(
        IReadOnlyList<ProxyUnderLoad> proxies, int rounds, bool reachesUpstream, Action<Turn> report, CancellationToken cancellationToken)
    {
        var turns = new List<Turn>();
        for (var round = 1; round <= rounds; round++)
        {
            foreach (var proxy in round % 2 == 1 ? proxies : proxies.Reverse())
            {
                turns.Add(await TakeTurnAsync(round, proxy, reachesUpstream, cancellationToken));
                report(turns[^1]);
            }
        }

        return turns;
    }

    private async Task<Turn> TakeTurnAsync(int round, ProxyUnderLoad proxy, bool reachesUpstream, CancellationToken cancellationToken)
    {
        var arrivedBefore = await ReceivedAsync(cancellationToken);
        var allocatedBefore = await proxy.ReadAllocatedAsync(http, cancellationToken);
        var cpuBefore = proxy.Process.CpuTime;
        var result = run(proxy);
        await Task.Delay(Settle, TimeProvider.System, cancellationToken);
        var cpu = proxy.Process.CpuTime - cpuBefore;
        var allocated = await proxy.ReadAllocatedAsync(http, cancellationToken) - allocatedBefore;

        var arrived = await ReceivedAsync(cancellationToken) - arrivedBefore;
        var expected = reachesUpstream ? result.Completed : 0;
        return arrived == expected
            ? new Turn(round, proxy.Name, result, cpu.TotalMicroseconds / result.Completed, (double)allocated / result.Completed)
            : throw new BenchFailedException(
                $"{proxy}: {arrived} requests arrived upstream where {expected} were expected ({result.Completed} were answered).")
            {
                IsWrongAnswer = true,
            };
    }

    private async Task<long> ReceivedAsync(CancellationToken cancellationToken) =>
        long.Parse(await http.GetStringAsync(new Uri(upstream, "/received"), cancellationToken), System.Globalization.CultureInfo.InvariantCulture);
}
