using System.Buffers;
using System.Net;
using System.Text;
using CsvHelper;

namespace HmisGateway.Cli;

/// <summary>The rows of an import as a request body that is sent while the file is read; as they are, or with mapped columns.</summary>
internal sealed class RoiImportContent(Stream rows, RoiColumnMap? map) : HttpContent
{
    private const int MaxRecordBytes = 64 * 1024;

    /// <inheritdoc/>
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    /// <inheritdoc/>
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        map is null ? rows.CopyToAsync(stream, cancellationToken) : WriteMappedAsync(stream, map, cancellationToken);

    /// <inheritdoc/>
    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    /// <summary>
    /// Keeps the known columns under their own names. A row that cannot be read stays one that cannot be read, so that the import
    /// names it by its number.
    /// </summary>
    private async Task WriteMappedAsync(Stream stream, RoiColumnMap columns, CancellationToken cancellationToken)
    {
        bool isMalformed = false;
        CsvReaderOptions format = new()
        {
            Separator = ',',
            HasHeader = false,
            AllowLineBreaksInQuotes = false,
            MaxRecordSize = MaxRecordBytes,
            IncludeValuesInExceptions = false,
            OnMalformedRecord = _ => isMalformed = true,
        };
        using CsvReader reader = CsvReader.Create(rows, format, leaveOpen: true);
        ArrayBufferWriter<byte> line = new();
        List<int> kept = [];
        int width = 0;
        while (await reader.ReadAsync(cancellationToken))
        {
            line.ResetWrittenCount();
            if (width == 0)
            {
                width = reader.FieldCount;
                WriteHeader(reader, line, columns, kept);
            }
            else
            {
                WriteRow(reader, line, kept, isMalformed, width);
            }

            line.Write("\n"u8);
            await stream.WriteAsync(line.WrittenMemory, cancellationToken);
            isMalformed = false;
        }
    }

    private static void WriteHeader(CsvReader reader, ArrayBufferWriter<byte> line, RoiColumnMap columns, List<int> kept)
    {
        for (int index = 0; index < reader.FieldCount; index++)
        {
            if (columns.ColumnOf(reader.GetString(index)) is { } column)
            {
                kept.Add(index);
                WriteField(line, Encoding.UTF8.GetBytes(column));
            }
        }
    }

    private static void WriteRow(CsvReader reader, ArrayBufferWriter<byte> line, List<int> kept, bool isMalformed, int width)
    {
        if (isMalformed)
        {
            line.Write("\""u8);
        }
        else if (reader.FieldCount != width)
        {
            line.Write("-"u8);
        }
        else
        {
            foreach (int index in kept)
            {
                WriteField(line, reader.GetSpan(index));
            }
        }
    }

    /// <summary>Bytes stay as they are, so that what is not UTF-8 is noticed where rows are checked.</summary>
    private static void WriteField(ArrayBufferWriter<byte> line, ReadOnlySpan<byte> value)
    {
        line.Write(line.WrittenCount == 0 ? "\""u8 : ",\""u8);
        for (int quote = value.IndexOf((byte)'"'); quote >= 0; quote = value.IndexOf((byte)'"'))
        {
            line.Write(value[..(quote + 1)]);
            line.Write("\""u8);
            value = value[(quote + 1)..];
        }

        line.Write(value);
        line.Write("\""u8);
    }
}
