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

    /// <summary>Places for groups, used in turn; a power of two.</summary>
    private const int Places = 16;

    private readonly ReadOnlySpan<byte> _text;
    private Groups _starts;
    private Groups _ends;
    private int _first;
    private int _next;

    internal DigitGroups(ReadOnlySpan<byte> text) => _text = text;

    /// <summary>Takes the next digits of the text.</summary>
    internal void Add(int start, int end)
    {
        if (_next > _first && !IsGap(_text[EndOf(_next - 1)..start]))
        {
            _first = _next;
        }

        if (_next - _first == MaxGroups)
        {
            _first++;
        }

        _starts[_next % Places] = start;
        _ends[_next % Places] = end;
        _next++;
    }

    /// <summary>The nine digits of the last groups together, where they are nine in more than one group.</summary>
    internal readonly bool TrySsn(Span<byte> digits)
    {
        int total = 0;
        int first = _next;
        while (first > _first && total < SsnDigits)
        {
            first--;
            total += EndOf(first) - StartOf(first);
        }

        if (total != SsnDigits || first == _next - 1)
        {
            return false;
        }

        int written = 0;
        for (int i = first; i < _next; i++)
        {
            ReadOnlySpan<byte> group = Group(i);
            group.CopyTo(digits[written..]);
            written += group.Length;
        }

        return true;
    }

    /// <summary>The date that the last groups are, or null: year first, or month first, or eight digits in a row.</summary>
    internal readonly DateOnly? Date()
    {
        ReadOnlySpan<byte> last = Group(_next - 1);
        if (last.Length == 8)
        {
            return DateOf(last[..4], last[4..6], last[6..]);
        }

        if (_next - _first < 3 || Gap(_next - 1) is not { } separator || Gap(_next - 2) != separator)
        {
            return null;
        }

        ReadOnlySpan<byte> first = Group(_next - 3);
        ReadOnlySpan<byte> second = Group(_next - 2);
        return first.Length == 4 ? DateOf(first, second, last) : last.Length == 4 ? DateOf(last, first, second) : null;
    }

    private static bool IsGap(ReadOnlySpan<byte> between)
    {
        if (between.Length is 0 or > MaxGap)
        {
            return false;
        }

        foreach (byte code in between)
        {
            if (code is not ((byte)'-' or (byte)'/' or (byte)'.' or (byte)' '))
            {
                return false;
            }
        }

        return true;
    }

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

    private static int Number(ReadOnlySpan<byte> digits)
    {
        int number = 0;
        foreach (byte digit in digits)
        {
            number = (number * 10) + (digit - '0');
        }

        return number;
    }

    private readonly int StartOf(int group) => _starts[group % Places];

    private readonly int EndOf(int group) => _ends[group % Places];

    private readonly ReadOnlySpan<byte> Group(int group) => _text[StartOf(group)..EndOf(group)];

    /// <summary>The one character before a group, or null when there are more.</summary>
    private readonly byte? Gap(int group)
    {
        int start = StartOf(group);
        return start - EndOf(group - 1) == 1 && _text[start - 1] != (byte)' ' ? _text[start - 1] : null;
    }

    [System.Runtime.CompilerServices.InlineArray(Places)]
    private struct Groups
    {
        private int _first;
    }
}
