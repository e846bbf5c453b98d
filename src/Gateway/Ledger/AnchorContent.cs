using System.Text.Json;

namespace HmisGateway.Ledger;

/// <summary>The lines of an anchor as they were read.</summary>
/// <param name="Lines">The genuine lines, in order.</param>
/// <param name="Current">Those that the ledger must contain: from the last reconciliation on.</param>
/// <param name="Problem">What is wrong with a line that counts, or null.</param>
internal sealed record AnchorContent(IReadOnlyList<AnchorLine> Lines, IReadOnlyList<AnchorLine> Current, string? Problem)
{
    /// <summary>
    /// Reads the text of an anchor. A last line that was cut off in the writing was never acknowledged, and is skipped. A line that stands there
    /// twice counts where it stands first: a reconciliation that was sent again, or copied, says nothing of what came after it.
    /// </summary>
    public static AnchorContent Parse(string text, AnchorSeal seal)
    {
        List<AnchorLine> lines = [];
        HashSet<string> seen = new(StringComparer.Ordinal);
        int current = 0;
        string? problem = null;
        int number = 0;
        foreach (ReadOnlySpan<char> raw in text.AsSpan().EnumerateLines())
        {
            number++;
            ReadOnlySpan<char> line = raw.Trim();
            if (line.IsEmpty || line[^1] != '}')
            {
                continue;
            }

            if (Read(line) is not { } read || !seal.IsGenuine(read))
            {
                problem ??= $"line {number} of the anchor was changed, or is of another installation";
                continue;
            }

            if (!seen.Add(read.Mac))
            {
                continue;
            }

            if (read.Kind == AnchorLineKind.Reconciled)
            {
                current = lines.Count;
                problem = null;
            }

            lines.Add(read);
        }

        return new AnchorContent(lines, lines[current..], problem);
    }

    private static AnchorLine? Read(ReadOnlySpan<char> line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, AnchorJson.Default.AnchorLine);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
