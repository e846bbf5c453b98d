namespace HmisGateway.Cli;

/// <summary>Rows in aligned columns, for people and for <c>awk</c>.</summary>
internal static class TextTable
{
    /// <summary>Writes header and rows; nothing at all when there are no rows.</summary>
    public static void Write(TextWriter output, IReadOnlyList<string> header, IReadOnlyCollection<IReadOnlyList<string>> rows)
    {
        if (rows.Count == 0)
        {
            return;
        }

        int[] widths = [.. header.Select((name, column) => Math.Max(name.Length, rows.Max(row => row[column].Length)))];
        foreach (IReadOnlyList<string> row in rows.Prepend(header))
        {
            IEnumerable<string> cells = row.Select((cell, column) => column == row.Count - 1 ? cell : cell.PadRight(widths[column]));
            output.WriteLine(string.Join("  ", cells).TrimEnd());
        }
    }
}
