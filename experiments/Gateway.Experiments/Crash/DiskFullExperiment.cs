using HmisGateway.Experiments.Rounds;

namespace HmisGateway.Experiments.Crash;

/// <summary>
/// The disk of the data directory fills up under load, and space is freed again. While it is full every request is refused with
/// <c>503</c> or kept its promise; afterwards the gateway works without a restart.
/// </summary>
internal sealed class DiskFullExperiment(DirectoryInfo work) : IExperiment
{
    private const int Megabytes = 48;
    private const int MostAnswersBefore = 100;
    private const int RefusalsWanted = 40;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);

    private readonly LoopDisk _disk = new(work, Megabytes);
    private GatewayUnderLoad? _system;

    private GatewayUnderLoad System => _system ?? throw new InvalidOperationException("Not prepared.");

    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        await _disk.CreateAsync(cancellationToken);
        _system = await GatewayUnderLoad.StartAsync(work, Path.Combine(_disk.Path, "data"), cancellationToken);
    }

    public async Task<RoundResult> RunAsync(int attempt, SeededNumbers numbers, CancellationToken cancellationToken)
    {
        // :: Step 1: the disk fills up under load.
        long started = TimeProvider.System.GetTimestamp();
        AgencyTraffic.Load load = System.Agency.Start(attempt, numbers);
        await load.WaitForAnswersAsync(numbers.Next(MostAnswersBefore), cancellationToken);
        int inFlight = load.InFlight;
        double faultAtMs = TimeProvider.System.GetElapsedTime(started).TotalMilliseconds;
        string filler = Path.Combine(_disk.Path, "filler");
        Fill(filler);

        // :: Step 2: refusals, and not ready.
        bool wasRefused = await UntilAsync(() => Task.FromResult(Refusals(load) >= RefusalsWanted), cancellationToken);
        bool wasNotReady = await UntilAsync(async () => !await System.Gateway.IsReadyAsync(cancellationToken), cancellationToken);

        // :: Step 3: space again: ready without a restart, and the next requests are kept and forwarded.
        File.Delete(filler);
        bool isReadyAgain = await UntilAsync(() => System.Gateway.IsReadyAsync(cancellationToken), cancellationToken);
        await load.StopAsync();
        AgencyTraffic.Load after = System.Agency.Start(attempt + 100_000, numbers);
        await after.WaitForAnswersAsync(50, cancellationToken);
        await after.StopAsync();

        CrashCheck check = await System.CheckAsync(load.With(after), mayRefuse: true, cancellationToken, isRestarted: false);
        check.Count("refused_after_recovery", Refusals(after));
        Expect(check, wasRefused, "requests went on being accepted on a full disk");
        Expect(check, wasNotReady, "the gateway stayed ready on a full disk");
        Expect(check, isReadyAgain, "the gateway did not become ready when space was freed");
        Expect(check, Refusals(after) == 0, "requests were refused after space was freed");
        return check.ToResult("disk full", faultAtMs, inFlight);
    }

    public Task<IReadOnlyList<string>> FinishAsync(CancellationToken cancellationToken) => System.FinishAsync([], cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_system is not null)
        {
            await _system.DisposeAsync();
        }

        await _disk.DisposeAsync();
    }

    private static int Refusals(AgencyTraffic.Load load) => load.Answers.Count(static answer => answer.Status == 503);

    private static void Expect(CrashCheck check, bool isKept, string otherwise)
    {
        if (!isKept)
        {
            check.Violated($"{otherwise}");
        }
    }

    private static async Task<bool> UntilAsync(Func<Task<bool>> isSo, CancellationToken cancellationToken)
    {
        long started = TimeProvider.System.GetTimestamp();
        while (!await isSo())
        {
            if (TimeProvider.System.GetElapsedTime(started) > Patience)
            {
                return false;
            }

            await Task.Delay(Poll, TimeProvider.System, cancellationToken);
        }

        return true;
    }

    /// <summary>Takes every free block.</summary>
    private static void Fill(string path)
    {
        using FileStream filler = new(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        byte[] block = new byte[1024 * 1024];
        int size = block.Length;
        while (size > 0)
        {
            try
            {
                filler.Write(block, 0, size);
            }
            catch (IOException)
            {
                size /= 2;
            }
        }
    }
}
