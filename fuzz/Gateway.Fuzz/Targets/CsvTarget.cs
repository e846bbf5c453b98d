using HmisGateway.Policy.Payloads.Csv;
using HmisGateway.Policy.Payloads.HudCsv;

namespace HmisGateway.Fuzz.Targets;

/// <summary>CSV is split alike however it comes, and what is read of it is what came.</summary>
internal static class CsvTarget
{
    private static readonly int[] s_pieces = [1, 7, 4096];

    /// <summary>Reads an input.</summary>
    internal static void Read(byte[] text)
    {
        string[] readings = [.. s_pieces.Select(size => Read(text, size))];
        if (readings.Distinct(StringComparer.Ordinal).Count() > 1)
        {
            throw new FuzzFindingException("CSV reads differently in other pieces");
        }
    }

    private static string Read(byte[] text, int size)
    {
        using Pieces pieces = new(text, size);
        using CsvReader row = new(pieces);
        List<string> rows = [];
        HudCsvTable? table = null;
        long length = text.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? 3 : 0;
        while (row.Read())
        {
            table = row.RowNumber == 1 ? HudCsvTable.Read("Client.csv", row) : table;
            _ = row.RowNumber > 1 ? table?.Identity(row) : null;
            rows.Add(string.Join('\u001F', Enumerable.Range(0, row.FieldCount).Select(row.Text)));
            length += row.Row.Length;
        }

        if (row.Problem is null && text.AsSpan()[(int)length..].ContainsAnyExcept("\r\n"u8))
        {
            throw new FuzzFindingException("CSV was read, and a part of it stands in no row");
        }

        return row.Problem is { } problem ? problem.ToString() : string.Join('\u001E', rows);
    }

    private sealed class Pieces(byte[] bytes, int size) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, size));

        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, size)]);
    }
}
