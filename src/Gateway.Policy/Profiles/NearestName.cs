namespace HmisGateway.Policy.Profiles;

/// <summary>Finds the known name that a mistyped one was probably meant to be.</summary>
public static class NearestName
{
    /// <summary>Finds it.</summary>
    /// <param name="name">The mistyped name.</param>
    /// <param name="known">The known names.</param>
    /// <returns>The nearest, or null when none is near (more than a third of the letters differ).</returns>
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

    /// <summary>The words to put behind a mistyped name: <c> (did you mean 'x'?)</c>, or nothing.</summary>
    internal static string Hint(string name, IEnumerable<string> known) => Suggest(name, known) is { } near ? $" (did you mean '{near}'?)" : "";

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
