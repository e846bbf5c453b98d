using System.Net;
using System.Net.Http;
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
        await using CsvWriter writer = CsvWriter.Create(stream, new CsvWriterOptions { Separator = ',', HasHeader = false, NewLine = "\n" }, leaveOpen: true);
        List<int> kept = [];
        int width = 0;
        while (await reader.ReadAsync(cancellationToken))
        {
            if (width == 0)
            {
                width = reader.FieldCount;
                WriteHeader(reader, writer, columns, kept);
            }
            else if (isMalformed || reader.FieldCount != width)
            {
                writer.WriteField(isMalformed ? "\"" : "-", CsvQuoting.Never);
            }
            else
            {
                foreach (int index in kept)
                {
                    writer.WriteField(reader.GetSpan(index));
                }
            }

            await writer.EndRecordAsync(cancellationToken);
            isMalformed = false;
        }

        await writer.FlushAsync(cancellationToken);
    }

    private static void WriteHeader(CsvReader reader, CsvWriter writer, RoiColumnMap columns, List<int> kept)
    {
        for (int index = 0; index < reader.FieldCount; index++)
        {
            if (columns.ColumnOf(reader.GetString(index)) is { } column)
            {
                kept.Add(index);
                writer.WriteField(column);
            }
        }
    }
}
