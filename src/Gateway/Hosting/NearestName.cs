namespace HmisGateway.Hosting;

/// <summary>Finds the known name that a mistyped one was probably meant to be.</summary>
internal static class NearestName
{
    /// <summary>The nearest of <paramref name="known"/>, or null when none is near (more than a third of the letters differ).</summary>
    public static string? Suggest(string name, IEnumerable<string> known)
    {
        (string Name, int Distance)? best = null;
        foreach (string candidate in known)
        {
            int distance = Distance(name.ToUpperInvariant(), candidate.ToUpperInvariant());
            if (best is null || distance < best.Value.Distance)
            {
                best = (candidate, distance);
            }
        }

        return best is { } found && found.Distance <= Math.Max(1, name.Length / 3) ? found.Name : null;
    }

    /// <summary>Levenshtein distance.</summary>
    private static int Distance(string from, string to)
    {
        int[] row = new int[to.Length + 1];
        for (int column = 0; column <= to.Length; column++)
        {
            row[column] = column;
        }

        for (int line = 1; line <= from.Length; line++)
        {
            int diagonal = row[0];
            row[0] = line;
            for (int column = 1; column <= to.Length; column++)
            {
                int above = row[column];
                int change = diagonal + (from[line - 1] == to[column - 1] ? 0 : 1);
                row[column] = Math.Min(change, Math.Min(above, row[column - 1]) + 1);
                diagonal = above;
            }
        }

        return row[^1];
    }
}
