using System.Globalization;
using System.Net;
using System.Net.Http;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;

namespace HmisGateway.Cli;

/// <summary>The rows of an import as a request body that is sent while the file is read; as they are, or with mapped columns.</summary>
internal sealed class RoiImportContent(Stream rows, RoiColumnMap? map) : HttpContent
{
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

    private async Task WriteMappedAsync(Stream stream, RoiColumnMap columns, CancellationToken cancellationToken)
    {
        CsvConfiguration format = new(CultureInfo.InvariantCulture) { HasHeaderRecord = false, NewLine = "\n", IgnoreBlankLines = true };
        using StreamReader text = new(rows, new UTF8Encoding(false, throwOnInvalidBytes: true), detectEncodingFromByteOrderMarks: true, leaveOpen: true);
        using CsvParser reader = new(text, format);
        await using StreamWriter lines = new(stream, new UTF8Encoding(false), leaveOpen: true);
        await using CsvWriter writer = new(lines, format);
        List<int>? kept = null;
        while (await reader.ReadAsync())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (kept is null)
            {
                kept = [];
                for (int index = 0; index < reader.Count; index++)
                {
                    if (columns.ColumnOf(reader[index]) is { } column)
                    {
                        kept.Add(index);
                        writer.WriteField(column);
                    }
                }
            }
            else
            {
                foreach (int index in kept)
                {
                    // A row that is too short stays too short, so that the import names it.
                    if (index < reader.Count)
                    {
                        writer.WriteField(reader[index]);
                    }
                }
            }

            await writer.NextRecordAsync();
        }

        await writer.FlushAsync();
    }
}
