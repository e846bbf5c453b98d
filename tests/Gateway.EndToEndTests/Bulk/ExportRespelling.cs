using System.IO.Compression;
using System.Text;
using CsvHelper;
using HmisGateway.Policy.Tests.Respelling;

namespace HmisGateway.EndToEndTests.Bulk;

/// <summary>Writes an export otherwise.</summary>
internal static class ExportRespelling
{
    private static readonly string[] s_identifying = ["p-1", "e-1", "a-1"];

    /// <summary>The same rows for every reader: other order of files, columns and rows, quotes, line ends, columns that nobody knows.</summary>
    internal static HudExport Respell(HudExport export, Dice dice)
    {
        foreach (string file in export.Files.Keys)
        {
            export = export.With(file, Write(Read(export.Files[file]), dice));
        }

        return export;
    }

    /// <summary>The archive, at the top or in a folder, stored or compressed.</summary>
    internal static byte[] Pack(HudExport export, Dice dice)
    {
        string folder = dice.OneIn(3) ? "export/" : "";
        using MemoryStream bytes = new();
        using (ZipArchive zip = new(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] content) in dice.Shuffle(export.Files))
            {
                using Stream into = zip.CreateEntry(folder + name, dice.Of(CompressionLevel.NoCompression, CompressionLevel.Fastest, CompressionLevel.Optimal)).Open();
                into.Write(content);
            }
        }

        return bytes.ToArray();
    }

    /// <summary>
    /// Something that some readers might take otherwise, in one file: bytes and lines added, doubled, taken out or changed, but for those that say
    /// whose row it is.
    /// </summary>
    internal static HudExport Tamper(HudExport export, Dice dice)
    {
        string file = dice.Of<string>([.. export.Files.Keys]);
        string text = Encoding.Latin1.GetString(export.Files[file]);
        string[] lines = text.Split('\n');
        int line = dice.Below(lines.Length);
        switch (dice.Below(9))
        {
            case 0:
                lines[line] = lines[line].Insert(dice.Below(lines[line].Length + 1), dice.Of("\"", "\"\"", "\r", "\n", "\0", ",", ";", "\t", "'", "\\\"", "\u000B", "\u0085", "\r\r"));
                break;
            case 1:
                lines[line] = string.Join(',', dice.Shuffle(lines[line].TrimEnd('\r').Split(',')));
                break;
            case 2:
                // Twice the same columns, with a client who may be forwarded in those at the end.
                lines = [.. lines.Select((one, i) => one.TrimEnd('\r') is { Length: > 0 } row ? row + (i == 0 ? dice.Of(",PersonalID", ",personalid", ",EnrollmentID", ",\"PersonalID\"", ", PersonalID", ",PersonalID2") : ",p-0") : one)];
                break;
            case 3:
                lines[0] = dice.Case(lines[0]);
                break;
            case 4:
                lines[0] = lines[0].Replace("PersonalID", dice.Of("Personal_ID", "PersonalI\u0044\u00AD", "PersonalID ", "\u00FFPersonalID", "ClientID", "OtherID", "\"Personal\"\"ID\""), StringComparison.Ordinal);
                break;
            case 5:
                lines[line] = lines[dice.Below(lines.Length)] + lines[line];
                break;
            case 6:
                lines = dice.OneIn(2) ? [.. lines[1..]] : [lines[0], .. lines];
                break;
            case 7:
                return export.With(file, dice.Of(Encoding.Unicode, Encoding.BigEndianUnicode, Encoding.UTF32).GetBytes((dice.OneIn(2) ? "\uFEFF" : "") + text));
            default:
                return export.With(file, Flip(Encoding.Latin1.GetBytes(text), dice));
        }

        return export.With(file, Encoding.Latin1.GetBytes(string.Join('\n', lines)));
    }

    /// <summary>Any bytes of an archive but those that say whose row it is.</summary>
    internal static byte[] Flip(byte[] bytes, Dice dice)
    {
        string text = Encoding.Latin1.GetString(bytes);
        byte[] flipped = [.. bytes];
        for (int flips = 1 + dice.Below(3); flips > 0 && flipped.Length > 0; flips--)
        {
            int at = dice.Below(flipped.Length);
            if (!s_identifying.Any(id => text.IndexOf(id, Math.Max(0, at - id.Length), StringComparison.Ordinal) is >= 0 and int found && found <= at + 1))
            {
                flipped[at] = dice.OneIn(2) ? (byte)(flipped[at] ^ (1 << dice.Below(8))) : (byte)dice.Below(256);
            }
        }

        return flipped;
    }

    private static List<string[]> Read(byte[] content)
    {
        using CsvReader csv = CsvReader.Create(new MemoryStream(content), new CsvReaderOptions { Separator = ',', HasHeader = false, AllowLineBreaksInQuotes = true });
        List<string[]> rows = [];
        while (csv.Read())
        {
            rows.Add([.. Enumerable.Range(0, csv.FieldCount).Select(csv.GetString)]);
        }

        return rows;
    }

    private static byte[] Write(List<string[]> rows, Dice dice)
    {
        if (dice.OneIn(3))
        {
            rows = [.. rows.Select((row, i) => (string[])[.. row, i == 0 ? "ZqRemark" : dice.Of("", "a, b", "said \"no\"", "two\nlines", "é")])];
        }

        int[] order = dice.Shuffle(Enumerable.Range(0, rows[0].Length));
        string end = dice.Of("\n", "\r\n");
        int quotes = 1 + dice.Below(4);
        StringBuilder text = new();
        foreach (string[] row in (IEnumerable<string[]>)[rows[0], .. dice.Shuffle(rows.Skip(1))])
        {
            text.AppendJoin(',', order.Select(i => row[i]).Select(value =>
                value.AsSpan().ContainsAny(",\"\n") || dice.OneIn(quotes) ? $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : value)).Append(end);
        }

        string whole = dice.OneIn(3) ? text.ToString()[..^end.Length] : text.ToString();
        return [.. dice.OneIn(4) ? Encoding.UTF8.Preamble : [], .. Encoding.UTF8.GetBytes(whole)];
    }
}
