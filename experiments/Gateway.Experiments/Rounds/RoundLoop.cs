using System.Text.Json;

namespace HmisGateway.Experiments.Rounds;

/// <summary>Repeats an experiment until enough rounds count, and writes each down as it ends.</summary>
internal static class RoundLoop
{
    /// <summary>How many rounds may be tried for each that has to count.</summary>
    private const int MaxTriesPerRound = 4;

    /// <summary>Runs the rounds.</summary>
    /// <returns>The exit code: 0 when every promise was kept, 1 when one was broken.</returns>
    /// <exception cref="ExperimentFailedException">Too few faults struck while something was going on.</exception>
    public static async Task<int> RunAsync(
        string name, IExperiment experiment, int rounds, ulong seed, FileInfo? output, CancellationToken cancellationToken)
    {
        await using StreamWriter? lines = output is null ? null : new StreamWriter(output.FullName, append: false);
        Console.WriteLine($"{name}: {rounds} rounds, seed {seed}");
        await experiment.PrepareAsync(cancellationToken);
        int counted = 0;
        int violated = 0;
        int attempt = 0;
        while (counted < rounds)
        {
            if (attempt++ >= rounds * MaxTriesPerRound)
            {
                throw new ExperimentFailedException($"Only {counted} of {attempt - 1} faults struck while something was going on.");
            }

            RoundResult result = await experiment.RunAsync(attempt, SeededNumbers.Of(seed, attempt), cancellationToken);
            RoundLine line = RoundLine.Of(name, seed, attempt, result);
            counted += line.Verdict == RoundLine.NotCounted ? 0 : 1;
            violated += line.Verdict == RoundLine.Violated ? 1 : 0;
            string json = JsonSerializer.Serialize(line, RoundJson.Default.RoundLine);
            Console.WriteLine(json);
            if (lines is not null)
            {
                await lines.WriteAsync(json + "\n");
                await lines.FlushAsync(cancellationToken);
            }
        }

        foreach (string violation in await experiment.FinishAsync(cancellationToken))
        {
            Console.WriteLine($"{name}: at the end: {violation}");
            violated++;
        }

        Console.WriteLine($"{name}: {counted - violated} held, {violated} violated, {attempt - counted} not counted");
        return violated == 0 ? 0 : 1;
    }
}
