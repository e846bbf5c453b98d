using HmisGateway.Policy.Payloads.Csv;

namespace HmisGateway.Policy.Payloads;

/// <summary>The sweep of one row after the other. Not safe for concurrent use.</summary>
public sealed class RowSweep
{
    private readonly SweepKey _key;
    private readonly IdentifierSweep _sweep = new();

    /// <summary>Creates a sweep.</summary>
    /// <param name="key">Its key.</param>
    public RowSweep(SweepKey key) => _key = key;

    /// <summary>Takes every identifier out of a row; forgets those of the row before. Fields follow one another like members of a JSON object.</summary>
    /// <param name="row">A reader on a row.</param>
    public void Take(CsvReader row)
    {
        _sweep.Reset(_key);

        // The comma between two fields parts words, ids and groups of digits like a quote or the end of a text does.
        _sweep.AddText(row.Row);
    }

    /// <summary>Takes every identifier out of a text, such as the name of a file.</summary>
    /// <param name="text">The text.</param>
    public void Take(string text)
    {
        _sweep.Reset(_key);
        _sweep.AddText(text);
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
