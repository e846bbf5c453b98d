using System.Runtime.CompilerServices;

namespace HmisGateway.Policy.Payloads;

/// <summary>The last parts of a run such as <c>3fa85f64-5717-4562</c>; an id in a text may be any of them, or several.</summary>
internal struct IdRun
{
    /// <summary>A UUID has five parts.</summary>
    private const int MaxParts = 6;

    private Parts _parts;

    /// <summary>How many parts there are.</summary>
    internal int Count { get; private set; }

    /// <summary>Where the run ends so far.</summary>
    internal readonly int End => _parts[Count - 1].End;

    /// <summary>A part: where it is, and how many digits it has.</summary>
    internal readonly (int Start, int End, int Digits) this[int index] => _parts[index];

    /// <summary>Starts another run.</summary>
    internal void Clear() => Count = 0;

    /// <summary>Adds a part; the oldest is forgotten when there are too many.</summary>
    internal void Add(int start, int end, int digits)
    {
        if (Count == MaxParts)
        {
            ((ReadOnlySpan<(int, int, int)>)_parts)[1..].CopyTo(_parts);
            Count--;
        }

        _parts[Count++] = (start, end, digits);
    }

    [InlineArray(MaxParts)]
    private struct Parts
    {
        private (int Start, int End, int Digits) _first;
    }
}
