using System.Globalization;
using System.Text;
using HmisGateway.Experiments.Revocation;
using HmisGateway.Experiments.Rounds;

namespace HmisGateway.Experiments.Tables;

/// <summary>The table of all cells.</summary>
internal static class RevocationTable
{
    /// <summary>Makes the table, as Markdown, from the rounds.</summary>
    public static string Of(IEnumerable<RevocationLine> lines)
    {
        StringBuilder text = new();
        text.Append("| replicas | the writes are | fault | rounds | kept | bytes after the answer | last byte against the answer, ms | answered after, ms | `drained` | forwarded | offline | in doubt | refused or unanswered, nothing sent |\n");
        text.Append("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n");
        IEnumerable<IGrouping<(int Replicas, RevocationPoint Point, RevocationFault Fault), RevocationLine>> cells = lines
            .Where(static line => line.Verdict != RoundLine.NotCounted)
            .GroupBy(static line => (line.Replicas, line.Point, line.Fault))
            .OrderBy(static cell => cell.Key.Replicas).ThenBy(static cell => cell.Key.Point).ThenBy(static cell => cell.Key.Fault);
        foreach (IGrouping<(int Replicas, RevocationPoint Point, RevocationFault Fault), RevocationLine> cell in cells)
        {
            RevocationLine[] rounds = [.. cell];
            text.Append(CultureInfo.InvariantCulture, $"| {cell.Key.Replicas} | {RevocationCell.Word(cell.Key.Point)} | {RevocationCell.Word(cell.Key.Fault)} ");
            text.Append(CultureInfo.InvariantCulture, $"| {rounds.Length} | {rounds.Count(static line => line.Verdict == RoundLine.Held)} ");
            text.Append(CultureInfo.InvariantCulture, $"| {Sum(rounds, "bytes_after")} | {LastByte(rounds)} | {Returned(rounds)} | {Drained(rounds)} | {Sum(rounds, "forwarded")} | {Sum(rounds, "offline")} ");
            text.Append(CultureInfo.InvariantCulture, $"| {Sum(rounds, "in_doubt", "in_doubt_after_recovery", "in_doubt_without_receipt")} | {Sum(rounds, "refused", "unanswered_nothing_sent")} |\n");
        }

        return text.ToString();
    }

    private static long Sum(RevocationLine[] rounds, params string[] names) =>
        rounds.Sum(line => names.Sum(name => line.Counts.GetValueOrDefault(name)));

    private static string LastByte(RevocationLine[] rounds)
    {
        double[] last = [.. rounds.Where(static line => line.LastByteMs is not null).Select(static line => line.LastByteMs!.Value)];
        return last.Length == 0 ? "none arrived" : string.Create(CultureInfo.InvariantCulture, $"{last.Max():+0.0;-0.0;0.0}");
    }

    private static string Returned(RevocationLine[] rounds)
    {
        double[] after = [.. rounds.Where(static line => line.ReturnedAfterMs is not null).Select(static line => line.ReturnedAfterMs!.Value).Order()];
        return after.Length == 0 ? "never" : string.Create(CultureInfo.InvariantCulture, $"{after[0]:0} – {after[^1]:0}");
    }

    private static string Drained(RevocationLine[] rounds) => string.Join(", ", rounds
        .GroupBy(static line => line.Drained ?? "never", StringComparer.Ordinal)
        .OrderBy(static word => word.Key, StringComparer.Ordinal)
        .Select(static word => string.Create(CultureInfo.InvariantCulture, $"{word.Key} {word.Count()}")));
}
