using System.Diagnostics;
using HmisGateway.Experiments.Rounds;

namespace HmisGateway.Experiments.Crash;

/// <summary>
/// A gateway under load is ended without warning at a random moment and started again on the same data. What the agency system
/// was told must be on the disk, and what reached the vendor must have been intended there.
/// </summary>
internal sealed class CrashExperiment(DirectoryInfo work, string cell, ICrash crash) : IExperiment
{
    /// <summary>In one round of so many the fault may strike a gateway that has just started; in the others it is warm.</summary>
    private const int ColdRounds = 10;

    private const int MostAnswersBefore = 150;
    private const int LongestMs = 60;

    private readonly List<MarkedAnswer> _receipts = [];
    private GatewayUnderLoad? _system;

    private GatewayUnderLoad System => _system ?? throw new InvalidOperationException("Not prepared.");

    public async Task PrepareAsync(CancellationToken cancellationToken) =>
        _system = await GatewayUnderLoad.StartAsync(work, await crash.PrepareAsync(cancellationToken), cancellationToken);

    public async Task<RoundResult> RunAsync(int attempt, SeededNumbers numbers, CancellationToken cancellationToken)
    {
        // :: Step 1: load, and the fault at a random moment.
        int answersBefore = numbers.Next(ColdRounds) == 0 ? 0 : numbers.Next(MostAnswersBefore);
        TimeSpan moment = TimeSpan.FromMilliseconds(1 + numbers.Next(LongestMs));
        long started = TimeProvider.System.GetTimestamp();
        AgencyTraffic.Load load = System.Agency.Start(attempt, numbers);
        await load.WaitForAnswersAsync(answersBefore, cancellationToken);
        await Task.Delay(moment, TimeProvider.System, cancellationToken);
        int inFlight = load.InFlight;
        double faultAtMs = TimeProvider.System.GetElapsedTime(started).TotalMilliseconds;
        long struckAt = Stopwatch.GetTimestamp();
        await crash.StrikeAsync(System.Gateway);
        await load.StopAsync();

        // :: Step 2: the restart.
        await System.Gateway.KillAsync();
        await crash.RecoverAsync(cancellationToken);
        await System.Gateway.StartAsync(cancellationToken);

        // :: Step 3: what was promised, against what is there.
        CrashCheck check = await System.CheckAsync(load, mayRefuse: crash.MayRefuse, cancellationToken, struckAt: struckAt);
        _receipts.AddRange(load.Answers.Where(static answer => answer is { Status: 403, Request.Kind: MarkedKind.Withheld }));
        return check.ToResult(cell, faultAtMs, inFlight);
    }

    // The whole run again: later crashes must not have taken what earlier rounds had.
    public Task<IReadOnlyList<string>> FinishAsync(CancellationToken cancellationToken) => System.FinishAsync(_receipts, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_system is not null)
        {
            await _system.DisposeAsync();
        }

        await crash.DisposeAsync();
    }
}
