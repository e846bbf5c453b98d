using System.Text;
using System.Text.Unicode;
using CsvHelper;

namespace HmisGateway.Consent;

/// <summary>Reads an import file row by row: RFC 4180 without line breaks inside fields, UTF-8, with or without byte order mark.</summary>
internal sealed class RoiCsvReader : IDisposable
{
    private const int MaxRecordBytes = 64 * 1024;

    private static readonly RoiSubmission Nothing = new();

    private readonly CsvReader _reader;
    private bool _isMalformed;
    private int _rows;
    private RoiCsvColumns? _columns;

    /// <summary>Reads from a stream, which stays open.</summary>
    public RoiCsvReader(Stream stream) => _reader = CsvReader.Create(
        stream,
        new CsvReaderOptions
        {
            Separator = ',',
            HasHeader = false,
            TrimWhitespace = true,
            TrimInsideQuotes = true,

            // So that one quote that is not closed spoils its own row only.
            AllowLineBreaksInQuotes = false,
            MaxRecordSize = MaxRecordBytes,
            IncludeValuesInExceptions = false,
            OnMalformedRecord = _ => _isMalformed = true,
        },
        leaveOpen: true);

    /// <summary>Reads the header; call first.</summary>
    /// <returns>What is wrong with it, or null.</returns>
    public async Task<string?> ReadHeaderAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (!await _reader.ReadAsync(cancellationToken))
            {
                return "The file is empty; its first line must name the columns.";
            }

            _columns = RoiCsvColumns.Read([.. Enumerable.Range(0, _reader.FieldCount).Select(_reader.GetString)], out string problem);
            return _columns is null ? problem : null;
        }
        catch (CsvFormatException)
        {
            return "The first line is longer than 64 KiB; it must name the columns.";
        }
    }

    /// <summary>Reads the next row, or null at the end.</summary>
    public async Task<RoiCsvRow?> ReadAsync(CancellationToken cancellationToken)
    {
        RoiCsvColumns columns = _columns ?? throw new InvalidOperationException("Read the header first.");
        _isMalformed = false;
        try
        {
            if (!await _reader.ReadAsync(cancellationToken))
            {
                return null;
            }

            _rows++;
            return ReadRow(columns);
        }
        catch (CsvFormatException)
        {
            return new RoiCsvRow(_rows + 1, "", Nothing, "The line is longer than 64 KiB; nothing from here on was read.", IsLast: true);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();

    private RoiCsvRow ReadRow(RoiCsvColumns columns)
    {
        if (_isMalformed)
        {
            return Unreadable("A quote is not closed or stands inside a field; write \"\" for a quote, and no line break inside a field.");
        }

        if (_reader.FieldCount != columns.Names.Count)
        {
            return Unreadable($"The row has {_reader.FieldCount} fields, the header {columns.Names.Count}.");
        }

        for (int i = 0; i < columns.Names.Count; i++)
        {
            if (!Utf8.IsValid(_reader.GetSpan(i)))
            {
                return Unreadable($"{columns.Names[i]}: Not valid UTF-8; save the file as UTF-8.");
            }
        }

        RoiSubmission submission = new()
        {
            Choice = Value(columns.Choice),
            SignedOn = Value(columns.SignedOn),
            EndsOn = Value(columns.EndsOn),
            Signer = Value(columns.Signer),
            VendorId = Value(columns.VendorId),
            Identity = ReadIdentity(columns),
        };
        return new RoiCsvRow(_rows, Value(columns.ClientId) ?? "", submission, null);
    }

    private StatedIdentity? ReadIdentity(RoiCsvColumns columns)
    {
        StatedIdentity identity = new()
        {
            FirstName = Value(columns.FirstName),
            LastName = Value(columns.LastName),
            Dob = Value(columns.Dob),
            Ssn = Value(columns.Ssn),
        };
        return identity is { FirstName: null, LastName: null, Dob: null, Ssn: null } ? null : identity;
    }

    private string? Value(int position) =>
        position >= 0 && _reader.GetSpan(position) is { IsEmpty: false } value ? Encoding.UTF8.GetString(value) : null;

    private RoiCsvRow Unreadable(string problem) => new(_rows, "", Nothing, problem);
}
