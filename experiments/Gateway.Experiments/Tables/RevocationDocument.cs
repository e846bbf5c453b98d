using System.Text.Json;
using HmisGateway.Experiments.Revocation;

namespace HmisGateway.Experiments.Tables;

/// <summary>Writes the table of docs/explanation/revocation.md from JSON lines.</summary>
internal static class RevocationDocument
{
    /// <summary>The kept lines, beside those of the other experiments.</summary>
    public const string LinesFile = "revocation.jsonl";

    private const string Begin = "<!-- table: begin; made by `eng/fence --table` -->";
    private const string End = "<!-- table: end -->";

    /// <summary>Writes it, or with <paramref name="isCheck"/> compares only.</summary>
    /// <returns>0 when the document is as it should be, else 1.</returns>
    /// <exception cref="ExperimentFailedException">The document has no place for it.</exception>
    public static int Run(DirectoryInfo root, FileInfo lines, bool isCheck)
    {
        string document = Path.Combine(root.FullName, "docs", "explanation", "revocation.md");
        string text = File.ReadAllText(document);
        int begin = text.IndexOf(Begin, StringComparison.Ordinal);
        int end = text.IndexOf(End, StringComparison.Ordinal);
        if (begin < 0 || end < begin)
        {
            throw new ExperimentFailedException($"{document} has no block for the table.");
        }

        string table = RevocationTable.Of(File.ReadLines(lines.FullName)
            .Where(static line => line.Length > 0)
            .Select(static line => JsonSerializer.Deserialize(line, RevocationJson.Default.RevocationLine)!));
        string made = text[..(begin + Begin.Length)] + "\n\n" + table + "\n" + text[end..];
        if (made == text)
        {
            return 0;
        }

        if (isCheck)
        {
            Console.Error.WriteLine($"docs/explanation/revocation.md is not what its JSON lines say. Run eng/fence --table docs/explanation/data/{LinesFile}.");
            return 1;
        }

        File.WriteAllText(document, made);
        return 0;
    }
}
