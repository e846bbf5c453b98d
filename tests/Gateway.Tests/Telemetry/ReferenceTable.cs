using System.Runtime.CompilerServices;

namespace HmisGateway.Tests.Telemetry;

/// <summary>Reads the tables of docs/reference, so that they are compared with the code.</summary>
internal static class ReferenceTable
{
    /// <summary>Cells of the rows whose first cell is code, without the backticks of that cell.</summary>
    public static IReadOnlyList<string[]> Rows(string file, [CallerFilePath] string here = "")
    {
        string root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", ".."));
        return
        [
            .. File.ReadLines(Path.Combine(root, "docs", "reference", file))
                .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
                .Select(line => line.Trim('|', ' ').Split('|', StringSplitOptions.TrimEntries))
                .Select(cells => (string[])[cells[0].Trim('`'), .. cells[1..]]),
        ];
    }
}
