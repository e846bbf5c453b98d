using System.Buffers;
using System.Net;
using CsvHelper;

namespace HmisGateway.Cli;

/// <summary>The rows of an import as a request body that is sent while the file is read; as they are, or rewritten.</summary>
internal sealed class RoiImportContent(Stream rows, IRoiRowWriter? writer) : HttpContent
{
    private const int MaxRecordBytes = 64 * 1024;

    /// <inheritdoc/>
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    /// <inheritdoc/>
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        writer is null ? rows.CopyToAsync(stream, cancellationToken) : RewriteAsync(stream, writer, cancellationToken);

    /// <inheritdoc/>
    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    /// <summary>A row that cannot be read stays one that cannot be read, so that the import names it by its number.</summary>
    private async Task RewriteAsync(Stream stream, IRoiRowWriter rewritten, CancellationToken cancellationToken)
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
        int width = 0;
        while (await reader.ReadAsync(cancellationToken))
        {
            line.ResetWrittenCount();
            if (width == 0)
            {
                width = reader.FieldCount;
                rewritten.WriteHeader(reader, line);
            }
            else if (isMalformed)
            {
                line.Write("\""u8);
            }
            else if (reader.FieldCount != width)
            {
                line.Write("-"u8);
            }
            else
            {
                rewritten.WriteRow(reader, line);
            }

            line.Write("\n"u8);
            await stream.WriteAsync(line.WrittenMemory, cancellationToken);
            isMalformed = false;
        }
    }
}
