using System.Globalization;
using System.Text.Json;
using HmisGateway.Experiments.Rounds;
using HmisGateway.Experiments.Tables;

namespace HmisGateway.Experiments.Revocation;

/// <summary>Rounds of every cell: No Sharing is recorded while forwards are under way and something breaks.</summary>
internal static class RevocationExperiment
{
    /// <summary>How many rounds may be tried for each that has to count.</summary>
    private const int MaxTriesPerRound = 3;

    /// <summary>Runs the rounds of all cells.</summary>
    /// <param name="work">For data and records.</param>
    /// <param name="cells">The cells.</param>
    /// <param name="rounds">How many of each have to count.</param>
    /// <param name="seed">Of all random numbers.</param>
    /// <param name="output">Takes one JSON object for each round, or null.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    /// <returns>0 when every promise was kept, 1 when one was broken.</returns>
    /// <exception cref="ExperimentFailedException">It could not be carried out.</exception>
    public static async Task<int> RunAsync(
        DirectoryInfo work, IReadOnlyList<RevocationCell> cells, int rounds, ulong seed, FileInfo? output, CancellationToken cancellationToken)
    {
        await using StreamWriter? file = output is null ? null : new StreamWriter(output.FullName, append: false);
        List<RevocationLine> lines = [];
        int problems = 0;

        // Clocks that can be set slow a process down, so that only the cells which need them have them.
        foreach (IGrouping<(int Replicas, bool HasMovableClocks), RevocationCell> group in cells.GroupBy(static cell => (cell.Replicas, cell.Fault == RevocationFault.Clock)))
        {
            DirectoryInfo folder = work.CreateSubdirectory(string.Create(CultureInfo.InvariantCulture, $"{group.Key.Replicas}-{group.Key.HasMovableClocks}"));
            await using Deployment deployment = await Deployment.StartAsync(folder, group.Key.Replicas, group.Key.HasMovableClocks, cancellationToken);
            foreach (RevocationCell cell in group)
            {
                int counted = 0;
                for (int tries = 0; counted < rounds; tries++)
                {
                    if (tries >= rounds * MaxTriesPerRound)
                    {
                        throw new ExperimentFailedException($"Too few writes came to the point '{RevocationCell.Word(cell.Point)}'.");
                    }

                    int attempt = lines.Count + 1;
                    bool areMentions = (tries + (int)cell.Point + (int)cell.Fault) % 2 == 1;
                    RevocationLine line = await new RevocationRound(deployment, cell, attempt, areMentions, SeededNumbers.Of(seed, attempt)).RunAsync(seed, cancellationToken);
                    lines.Add(line);
                    counted += line.Verdict == RoundLine.NotCounted ? 0 : 1;
                    string json = JsonSerializer.Serialize(line, RevocationJson.Default.RevocationLine);
                    Console.WriteLine(json);
                    if (file is not null)
                    {
                        await file.WriteAsync(json + "\n");
                        await file.FlushAsync(cancellationToken);
                    }
                }
            }

            problems += await VerifyAsync(deployment, cancellationToken);
        }

        Console.WriteLine();
        Console.Write(RevocationTable.Of(lines));
        int violated = lines.Count(static line => line.Verdict == RoundLine.Violated);
        int held = lines.Count(static line => line.Verdict == RoundLine.Held);
        Console.WriteLine($"\nfence: {held} held, {violated} violated, {lines.Count - held - violated} not counted, seed {seed}");
        return violated + problems == 0 ? 0 : 1;
    }

    /// <summary>Ends all gateways and has the ledger verified.</summary>
    private static async Task<int> VerifyAsync(Deployment deployment, CancellationToken cancellationToken)
    {
        foreach (Replica replica in deployment.Replicas)
        {
            await replica.Gateway.KillAsync();
        }

        (int exitCode, string output) = await deployment.Replicas[0].Gateway.VerbAsync(cancellationToken, "ledger", "verify");
        Console.WriteLine($"ledger verify ended with {exitCode}: {output.ReplaceLineEndings("; ")}");
        return exitCode == 0 ? 0 : 1;
    }
}
