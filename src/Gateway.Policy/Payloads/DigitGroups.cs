using System.Globalization;

namespace HmisGateway.Policy.Payloads;

/// <summary>
/// Digits that stand close together in a text, such as <c>219-09-9999</c>, <c>219 09 9999</c> and <c>2026-11-02</c>: nine of them may be a
/// Social Security number, and three groups a date.
/// </summary>
internal ref struct DigitGroups
{
    /// <summary>More digit by digit than a Social Security number has.</summary>
    private const int MaxGroups = 9;
    private const int SsnDigits = 9;
    private const int MaxGap = 3;

    private readonly ReadOnlySpan<byte> _text;
    private Groups _starts;
    private Groups _ends;
    private int _count;

    internal DigitGroups(ReadOnlySpan<byte> text) => _text = text;

    /// <summary>Takes the next digits of the text.</summary>
    internal void Add(int start, int end)
    {
        if (_count > 0 && !IsGap(_text[_ends[_count - 1]..start]))
        {
            _count = 0;
        }

        if (_count == MaxGroups)
        {
            ((ReadOnlySpan<int>)_starts)[1..].CopyTo(_starts);
            ((ReadOnlySpan<int>)_ends)[1..].CopyTo(_ends);
            _count--;
        }

        _starts[_count] = start;
        _ends[_count] = end;
        _count++;
    }

    /// <summary>The nine digits of the last groups together, where they are nine in more than one group.</summary>
    internal readonly bool TrySsn(Span<byte> digits)
    {
        int total = 0;
        int first = _count;
        while (first > 0 && total < SsnDigits)
        {
            first--;
            total += _ends[first] - _starts[first];
        }

        if (total != SsnDigits || first == _count - 1)
        {
            return false;
        }

        int written = 0;
        for (int i = first; i < _count; i++)
        {
            _text[_starts[i].._ends[i]].CopyTo(digits[written..]);
            written += _ends[i] - _starts[i];
        }

        return true;
    }

    /// <summary>The date that the last groups are, or null: year first, or month first, or eight digits in a row.</summary>
    internal readonly DateOnly? Date()
    {
        ReadOnlySpan<byte> last = Group(_count - 1);
        if (last.Length == 8)
        {
            return DateOf(last[..4], last[4..6], last[6..]);
        }

        if (_count < 3 || Gap(_count - 1) is not { } separator || Gap(_count - 2) != separator)
        {
            return null;
        }

        ReadOnlySpan<byte> first = Group(_count - 3);
        ReadOnlySpan<byte> second = Group(_count - 2);
        return first.Length == 4 ? DateOf(first, second, last) : last.Length == 4 ? DateOf(last, first, second) : null;
    }

    private static bool IsGap(ReadOnlySpan<byte> between) => between.Length is > 0 and <= MaxGap && between.IndexOfAnyExcept("-/. "u8) < 0;

    private static DateOnly? DateOf(ReadOnlySpan<byte> year, ReadOnlySpan<byte> month, ReadOnlySpan<byte> day)
    {
        if (month.Length > 2 || day.Length > 2)
        {
            return null;
        }

        int y = Number(year);
        int m = Number(month);
        int d = Number(day);
        return y > 0 && m is >= 1 and <= 12 && d >= 1 && d <= DateTime.DaysInMonth(y, m) ? new DateOnly(y, m, d) : null;
    }

    private static int Number(ReadOnlySpan<byte> digits) => int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);

    private readonly ReadOnlySpan<byte> Group(int index) => _text[_starts[index].._ends[index]];

    /// <summary>The one character before a group, or null when there are more.</summary>
    private readonly byte? Gap(int index) => _starts[index] - _ends[index - 1] == 1 && _text[_starts[index] - 1] != (byte)' ' ? _text[_starts[index] - 1] : null;

    [System.Runtime.CompilerServices.InlineArray(MaxGroups)]
    private struct Groups
    {
        private int _first;
    }
}
