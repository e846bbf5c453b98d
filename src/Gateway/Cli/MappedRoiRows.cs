using System.Buffers;
using CsvHelper;

namespace HmisGateway.Cli;

/// <summary><c>roi import --map</c>: the known columns under their own names, all others left out.</summary>
internal sealed class MappedRoiRows(RoiColumnMap columns) : IRoiRowWriter
{
    private readonly List<int> _kept = [];

    /// <inheritdoc/>
    public void WriteHeader(CsvReader reader, ArrayBufferWriter<byte> line)
    {
        for (int index = 0; index < reader.FieldCount; index++)
        {
            if (columns.ColumnOf(reader.GetString(index)) is { } column)
            {
                _kept.Add(index);
                RoiCsvField.Write(line, column);
            }
        }
    }

    /// <inheritdoc/>
    public void WriteRow(CsvReader reader, ArrayBufferWriter<byte> line)
    {
        foreach (int index in _kept)
        {
            RoiCsvField.Write(line, reader.GetSpan(index));
        }
    }
}
