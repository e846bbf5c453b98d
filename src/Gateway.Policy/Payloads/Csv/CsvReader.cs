using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Unicode;

namespace HmisGateway.Policy.Payloads.Csv;

/// <summary>
/// Reads CSV rows that every reader splits alike (RFC 4180), with the bytes of each row as they came. It keeps one buffer, whatever the size.
/// </summary>
/// <remarks>
/// Refused: a quote that is neither around a whole field nor doubled inside one; a row with more or fewer fields than the first; an empty line
/// before the last row; a carriage return without line feed outside quotes; control characters; bytes that are not UTF-8; a row over 1 MiB.
/// A byte order mark before the first row is skipped. Not safe for concurrent use.
/// </remarks>
[SuppressMessage("Usage", "CA2213:Disposable fields should be disposed", Justification = "The stream is the caller's.")]
public sealed class CsvReader : IDisposable
{
    /// <summary>The longest row, in bytes.</summary>
    public const int MaxRowLength = 1024 * 1024;

    /// <summary>The most fields in a row.</summary>
    public const int MaxFields = 1_000;

    private const int FirstBuffer = 128 * 1024;

    private static readonly SearchValues<byte> s_ends = SearchValues.Create(",\"\r\n"u8);
    private static readonly SearchValues<byte> s_control = SearchValues.Create(
        [.. Enumerable.Range(0, 32).Append(0x7F).Except(['\t', '\r', '\n']).Select(static code => (byte)code)]);

    private readonly Stream _source;
    private readonly CsvField[] _fields = new CsvField[MaxFields];
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
    private byte[] _scratch = [];
    private int _start;
    private int _end;
    private int _rowLength;
    private int _fieldCount;
    private int _columns;
    private bool _isAtEnd;
    private bool _isStarted;
    private bool _sawEmptyLine;

    /// <summary>Creates a reader.</summary>
    /// <param name="source">The bytes; read to their end, and not disposed.</param>
    public CsvReader(Stream source) => _source = source;

    private enum Step
    {
        Row,
        More,
        Refused,
    }

    /// <summary>Why reading ended before the end, or null.</summary>
    public UnreadableReason? Problem { get; private set; }

    /// <summary>How many rows were read, the first one included.</summary>
    public long RowNumber { get; private set; }

    /// <summary>The current row with its line end, as it came; the last row of a file may have none.</summary>
    public ReadOnlySpan<byte> Row => _buffer.AsSpan(_start - _rowLength, _rowLength);

    /// <summary>How many fields the current row has.</summary>
    public int FieldCount => _fieldCount;

    /// <summary>Reads the next row.</summary>
    /// <returns>False at the end, or when <see cref="Problem"/> says why the text cannot be read in one way only.</returns>
    public bool Read()
    {
        if (Problem is not null)
        {
            return false;
        }

        while (true)
        {
            if (!_isStarted && !Start())
            {
                continue;
            }

            if (_start == _end)
            {
                if (_isAtEnd)
                {
                    return false;
                }

                Fill();
                continue;
            }

            if (SkipEmptyLine() is { } skipped)
            {
                if (!skipped)
                {
                    Fill();
                }

                continue;
            }

            if (Problem is not null)
            {
                return false;
            }

            switch (TakeRow())
            {
                case Step.Row:
                    return Accept();
                case Step.Refused:
                    Problem ??= UnreadableReason.MalformedCsv;
                    return false;
                default:
                    Fill();
                    if (Problem is not null)
                    {
                        return false;
                    }

                    break;
            }
        }
    }

    /// <summary>A field of the current row, without quotes. Valid until the next call.</summary>
    /// <param name="index">Which field, from 0.</param>
    public ReadOnlySpan<byte> Field(int index)
    {
        CsvField field = _fields[index];
        ReadOnlySpan<byte> raw = Row.Slice(field.Start, field.Length);
        return field.HasDoubledQuotes ? Undouble(raw) : raw;
    }

    /// <summary>A field of the current row as text.</summary>
    /// <param name="index">Which field, from 0.</param>
    public string Text(int index) => Encoding.UTF8.GetString(Field(index));

    /// <inheritdoc/>
    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer, clearArray: true);
        Array.Clear(_scratch);
        _buffer = _scratch = [];
        _start = _end = _rowLength = 0;
    }

    /// <summary>Skips the byte order mark; false while it cannot be told whether there is one.</summary>
    private bool Start()
    {
        if (_end - _start < 3 && !_isAtEnd)
        {
            Fill();
            return false;
        }

        _isStarted = true;
        ReadOnlySpan<byte> mark = [0xEF, 0xBB, 0xBF];
        if (_buffer.AsSpan(_start, _end - _start).StartsWith(mark))
        {
            _start += mark.Length;
        }

        return true;
    }

    /// <summary>An empty line stands behind the last row or nowhere: readers take it for a row, or skip it.</summary>
    /// <returns>Null when there is none; false when more bytes are needed to tell.</returns>
    private bool? SkipEmptyLine()
    {
        byte first = _buffer[_start];
        if (first is not ((byte)'\r' or (byte)'\n'))
        {
            Problem = _sawEmptyLine ? UnreadableReason.MalformedCsv : null;
            return null;
        }

        if (first == '\r' && _end - _start < 2 && !_isAtEnd)
        {
            return false;
        }

        bool isPair = first == '\r' && _end - _start > 1 && _buffer[_start + 1] == '\n';
        if (first == '\r' && !isPair)
        {
            Problem = UnreadableReason.MalformedCsv;
            return null;
        }

        _start += isPair ? 2 : 1;
        _sawEmptyLine = true;
        return true;
    }

    private Step TakeRow()
    {
        ReadOnlySpan<byte> text = _buffer.AsSpan(_start, _end - _start);
        int at = 0;
        _fieldCount = 0;
        while (true)
        {
            if (_fieldCount == MaxFields)
            {
                return Step.Refused;
            }

            Step step = at < text.Length && text[at] == '"' ? TakeQuoted(text, ref at) : TakePlain(text, ref at);
            if (step != Step.Row)
            {
                return step;
            }

            // Behind a field stands a comma, the end of the line, or the end of everything.
            if (at == text.Length)
            {
                return End(at);
            }

            switch (text[at])
            {
                case (byte)',':
                    at++;
                    break;
                case (byte)'\n':
                    return End(at + 1);
                default:
                    return at + 1 < text.Length ? (text[at + 1] == '\n' ? End(at + 2) : Step.Refused)
                        : _isAtEnd ? Step.Refused
                        : Step.More;
            }
        }
    }

    private Step TakePlain(ReadOnlySpan<byte> text, ref int at)
    {
        int length = text[at..].IndexOfAny(s_ends);
        if (length < 0)
        {
            if (!_isAtEnd)
            {
                return Step.More;
            }

            length = text.Length - at;
        }

        _fields[_fieldCount++] = new CsvField(at, length, HasDoubledQuotes: false);
        at += length;
        return at < text.Length && text[at] == '"' ? Step.Refused : Step.Row;
    }

    private Step TakeQuoted(ReadOnlySpan<byte> text, ref int at)
    {
        int start = at + 1;
        int end = start;
        bool hasDoubled = false;
        while (true)
        {
            int length = text[end..].IndexOf((byte)'"');
            if (length < 0)
            {
                return _isAtEnd ? Step.Refused : Step.More;
            }

            end += length;
            if (end + 1 == text.Length && !_isAtEnd)
            {
                return Step.More;
            }

            if (end + 1 < text.Length && text[end + 1] == '"')
            {
                hasDoubled = true;
                end += 2;
                continue;
            }

            break;
        }

        _fields[_fieldCount++] = new CsvField(start, end - start, hasDoubled);
        at = end + 1;
        return at < text.Length && text[at] is not ((byte)',' or (byte)'\r' or (byte)'\n') ? Step.Refused : Step.Row;
    }

    private Step End(int length)
    {
        _rowLength = length;
        _start += length;
        return Step.Row;
    }

    private bool Accept()
    {
        ReadOnlySpan<byte> row = Row;
        if (row.ContainsAny(s_control) || (RowNumber > 0 && _fieldCount != _columns))
        {
            Problem = UnreadableReason.MalformedCsv;
            return false;
        }

        if (!Ascii.IsValid(row) && !Utf8.IsValid(row))
        {
            Problem = UnreadableReason.InvalidUtf8;
            return false;
        }

        _columns = _fieldCount;
        RowNumber++;
        return true;
    }

    private void Fill()
    {
        if (_isAtEnd)
        {
            return;
        }

        int kept = _end - _start;
        if (kept >= MaxRowLength)
        {
            Problem = UnreadableReason.TooLarge;
            return;
        }

        byte[] into = _buffer;
        if (kept > _buffer.Length / 2)
        {
            into = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        }

        _buffer.AsSpan(_start, kept).CopyTo(into);
        if (!ReferenceEquals(into, _buffer))
        {
            ArrayPool<byte>.Shared.Return(_buffer, clearArray: true);
            _buffer = into;
        }

        (_start, _end, _rowLength) = (0, kept, 0);
        int read = _source.Read(_buffer, _end, _buffer.Length - _end);
        _isAtEnd = read == 0;
        _end += read;
    }

    private ReadOnlySpan<byte> Undouble(ReadOnlySpan<byte> raw)
    {
        if (_scratch.Length < raw.Length)
        {
            _scratch = new byte[raw.Length];
        }

        int length = 0;
        for (int i = 0; i < raw.Length; i++)
        {
            _scratch[length++] = raw[i];
            if (raw[i] == '"')
            {
                i++;
            }
        }

        return _scratch.AsSpan(0, length);
    }
}
