using System.Globalization;
using System.Text;
using System.Text.Json;
using HmisGateway.Experiments.Rounds;
using HmisGateway.Experiments.Survey;

namespace HmisGateway.Experiments.Tables;

/// <summary>Writes the tables of docs/explanation/faults.md from the JSON lines that are kept in docs/explanation/data.</summary>
internal static class FaultTables
{
    private const string Begin = "<!-- tables: begin; made by `eng/experiments tables` -->";
    private const string SurveyFile = "fault-points.jsonl";
    private const string End = "<!-- tables: end -->";

    /// <summary>Writes them, or with <paramref name="isCheck"/> compares only.</summary>
    /// <returns>0 when the document is as it should be, else 1.</returns>
    public static int Run(DirectoryInfo root, bool isCheck)
    {
        string document = Path.Combine(root.FullName, "docs", "explanation", "faults.md");
        string text = File.ReadAllText(document);
        int begin = text.IndexOf(Begin, StringComparison.Ordinal);
        int end = text.IndexOf(End, StringComparison.Ordinal);
        if (begin < 0 || end < begin)
        {
            throw new ExperimentFailedException($"{document} has no block for the tables.");
        }

        string made = text[..(begin + Begin.Length)] + "\n\n" + Make(Path.Combine(root.FullName, "docs", "explanation", "data")) + "\n" + text[end..];
        if (made == text)
        {
            return 0;
        }

        if (isCheck)
        {
            Console.Error.WriteLine("docs/explanation/faults.md is not what its JSON lines say. Run eng/experiments tables.");
            return 1;
        }

        File.WriteAllText(document, made);
        return 0;
    }

    private static string Make(string folder)
    {
        StringBuilder text = new();
        text.Append("| experiment | seed | fault | rounds | kept | broken | not counted | in flight | forwards in flight | fault after, ms |\n");
        text.Append("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n");
        RoundLine[][] cells =
        [
            .. Directory.GetFiles(folder, "*.jsonl").Where(static file => Path.GetFileName(file) is not (SurveyFile or RevocationDocument.LinesFile)).Order(StringComparer.Ordinal)
                .SelectMany(Read)
                .GroupBy(static line => (line.Experiment, line.Cell))
                .OrderBy(static cell => cell.Key.Experiment, StringComparer.Ordinal).ThenBy(static cell => cell.Key.Cell, StringComparer.Ordinal)
                .Select(static cell => cell.ToArray()),
        ];
        foreach (RoundLine[] cell in cells)
        {
            RoundLine[] counted = [.. cell.Where(static line => line.Verdict != RoundLine.NotCounted)];
            int broken = counted.Count(static line => line.Verdict == RoundLine.Violated);
            text.Append(CultureInfo.InvariantCulture, $"| `{cell[0].Experiment}` | {string.Join(", ", cell.Select(static line => line.Seed).Distinct())} | {cell[0].Cell} ");
            text.Append(CultureInfo.InvariantCulture, $"| {counted.Length} | {counted.Length - broken} | {broken} | {cell.Length - counted.Length} ");
            text.Append(CultureInfo.InvariantCulture, $"| {counted.Sum(static line => line.InFlight)} | {counted.Sum(static line => line.ForwardsInFlight)} ");
            text.Append(CultureInfo.InvariantCulture, $"| {Range(counted)} |\n");
        }

        text.Append("\n| experiment | fault | what was counted over all rounds |\n| --- | --- | --- |\n");
        foreach (RoundLine[] cell in cells)
        {
            IEnumerable<string> sums = cell.SelectMany(static line => line.Counts)
                .Where(static count => count.Key != "ledger_entries")
                .GroupBy(static count => count.Key, StringComparer.Ordinal)
                .OrderBy(static sum => sum.Key, StringComparer.Ordinal)
                .Select(static sum => string.Create(CultureInfo.InvariantCulture, $"{sum.Key.Replace('_', ' ')} {sum.Sum(static one => one.Value)}"));
            text.Append(CultureInfo.InvariantCulture, $"| `{cell[0].Experiment}` | {cell[0].Cell} | {string.Join(", ", sums)} |\n");
        }

        AddSurvey(text, Path.Combine(folder, SurveyFile));
        return text.ToString();
    }

    private static void AddSurvey(StringBuilder text, string file)
    {
        text.Append("\n| fault point | passed in one fixed exchange | system calls on the data directory behind it |\n| --- | --- | --- |\n");
        foreach (string json in File.Exists(file) ? File.ReadLines(file) : [])
        {
            SurveyLine line = JsonSerializer.Deserialize(json, SurveyJson.Default.SurveyLine)!;
            string calls = string.Join(", ", line.Calls.Select(static call => string.Create(CultureInfo.InvariantCulture, $"{call.Key} {call.Value}")));
            text.Append(CultureInfo.InvariantCulture, $"| {line.Operation} | {line.Passed} | {calls} |\n");
        }
    }

    private static string Range(RoundLine[] lines) => lines.Length == 0
        ? ""
        : string.Create(CultureInfo.InvariantCulture, $"{lines.Min(static line => line.FaultAtMs):0} – {lines.Max(static line => line.FaultAtMs):0}");

    private static IEnumerable<RoundLine> Read(string file) =>
        File.ReadLines(file).Where(static line => line.Length > 0).Select(static line => JsonSerializer.Deserialize(line, RoundJson.Default.RoundLine)!);
}
