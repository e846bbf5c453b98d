using System.Text;
using CsvHelper;

namespace HmisGateway.Cli;

/// <summary>One file of a HUD CSV export, read row by row. Columns are found by name, without regard to case.</summary>
internal sealed class HudTable : IDisposable
{
    private const int MaxRecordBytes = 1024 * 1024;

    private readonly CsvReader _reader;
    private readonly Dictionary<string, int> _columns = new(StringComparer.OrdinalIgnoreCase);
    private bool _isMalformed;

    private HudTable(Stream stream) => _reader = CsvReader.Create(
        stream,
        new CsvReaderOptions
        {
            Separator = ',',
            HasHeader = false,
            TrimWhitespace = true,
            AllowLineBreaksInQuotes = true,
            MaxRecordSize = MaxRecordBytes,
            IncludeValuesInExceptions = false,
            OnMalformedRecord = _ => _isMalformed = true,
        },
        leaveOpen: false);

    /// <summary>The number of the current row, from 1; the header is not counted.</summary>
    public int Row { get; private set; }

    /// <summary>Opens a file and reads its header.</summary>
    /// <param name="stream">The file; closed with the table.</param>
    /// <param name="name">Its name, for messages.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <param name="required">Columns that it must have.</param>
    /// <exception cref="InvalidDataException">A column is missing or stands there twice.</exception>
    public static async Task<HudTable> OpenAsync(Stream stream, string name, CancellationToken cancellationToken, params string[] required)
    {
        HudTable table = new(stream);
        try
        {
            if (await table._reader.ReadAsync(cancellationToken))
            {
                for (int i = 0; i < table._reader.FieldCount; i++)
                {
                    if (!table._columns.TryAdd(table._reader.GetString(i), i))
                    {
                        throw new InvalidDataException($"{name} names a column twice.");
                    }
                }
            }

            string? missing = Array.Find(required, column => !table._columns.ContainsKey(column));
            return missing is null ? table : throw new InvalidDataException($"{name} has no column {missing}; is this a HUD CSV export?");
        }
        catch
        {
            table.Dispose();
            throw;
        }
    }

    /// <summary>Goes to the next row.</summary>
    /// <exception cref="InvalidDataException">The row cannot be read in one way only.</exception>
    public async Task<bool> ReadAsync(CancellationToken cancellationToken)
    {
        _isMalformed = false;
        try
        {
            if (!await _reader.ReadAsync(cancellationToken))
            {
                return false;
            }
        }
        catch (CsvFormatException)
        {
            throw new InvalidDataException($"Row {Row + 1} is longer than 1 MiB; a quote may not be closed.");
        }

        Row++;
        return !_isMalformed && _reader.FieldCount == _columns.Count
            ? true
            : throw new InvalidDataException($"Row {Row} is not CSV with as many fields as the header.");
    }

    /// <summary>A field of the current row; null when it is empty or there is no such column.</summary>
    public string? Value(string column) => _columns.TryGetValue(column, out int position) && _reader.GetSpan(position) is { IsEmpty: false } value
        ? Encoding.UTF8.GetString(value)
        : null;

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();
}
