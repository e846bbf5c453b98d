using HmisGateway.Policy.Payloads.Csv;

namespace HmisGateway.Policy.Payloads;

/// <summary>The sweep of one row after the other. Not safe for concurrent use.</summary>
public sealed class RowSweep
{
    private const int Memos = 512;
    private const int MinTelling = 8;

    private readonly SweepKey _key;
    private readonly FieldMemo[] _memos = new FieldMemo[Memos];
    private readonly IdentifierSweep _sweep = new();

    /// <summary>Creates a sweep.</summary>
    /// <param name="key">Its key.</param>
    public RowSweep(SweepKey key) => _key = key;

    /// <summary>Takes every identifier out of a row; forgets those of the row before. Fields follow one another like members of a JSON object.</summary>
    /// <param name="row">A reader on a row.</param>
    public void Take(CsvReader row)
    {
        _sweep.Reset(_key);
        for (int i = 0; i < row.FieldCount; i++)
        {
            Add(row.Field(i));
        }
    }

    /// <summary>Takes every identifier out of a text, such as the name of a file.</summary>
    /// <param name="text">The text.</param>
    public void Take(string text)
    {
        _sweep.Reset(_key);
        _sweep.AddText(text);
    }

    private void Add(ReadOnlySpan<byte> field)
    {
        if (field.Length < 2 || (field.Length < MinTelling && !field.ContainsAnyExceptInRange((byte)'0', (byte)'9')))
        {
            // A few digits alone are no id, no Social Security number and no date.
            return;
        }

        if (field.Length > FieldMemo.MaxLength)
        {
            _sweep.AddText(field);
            return;
        }

        ref FieldMemo memo = ref _memos[FieldMemo.Hash(field) % Memos];
        if (memo.IsOf(field))
        {
            _sweep.AddFound(memo.Found, memo.FoundWords);
            return;
        }

        int marks = _sweep.Marks.Length;
        int words = _sweep.Words.Length;
        _sweep.AddText(field);
        memo.Keep(field, _sweep.Marks[marks..], _sweep.Words[words..]);
    }

    /// <summary>Finds the persons whom the row mentions.</summary>
    /// <param name="index">The persons' identifiers, under the same key.</param>
    /// <param name="agencyId">Whose upload.</param>
    /// <param name="vendorName">To whom.</param>
    /// <returns>Each person once, by the most certain mention.</returns>
    public IReadOnlyList<IdentifierMatch> Find(IdentifierIndex index, string agencyId, string vendorName) =>
        index.IsEmpty ? [] : index.Find(_sweep.Marks, _sweep.Words, agencyId, vendorName);

    /// <summary>Adds what was found to the trace of the upload.</summary>
    /// <param name="trace">The trace.</param>
    public void AddTo(SweepTrace trace) => trace.Add(_sweep.Marks, _sweep.Words);
}
