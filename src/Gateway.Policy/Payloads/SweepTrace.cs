using System.Numerics;

namespace HmisGateway.Policy.Payloads;

/// <summary>
/// What remains of the sweep of an upload that is too large to keep every hash of: it says of most identifiers that they certainly do not stand
/// in it. Built by one thread, then only read.
/// </summary>
public sealed class SweepTrace
{
    private const long SmallestBits = 1L << 19;
    private const long LargestBits = 1L << 27;

    /// <summary>About how many bytes of CSV hold one id, number, date or pair of words.</summary>
    private const int BytesPerHash = 16;
    private const int BitsPerHash = 8;

    private readonly ulong[] _bits;

    /// <summary>Creates an empty trace.</summary>
    /// <param name="expectedLength">About how many bytes will be swept; a larger upload only makes it say "maybe" more often.</param>
    public SweepTrace(long expectedLength)
    {
        long wanted = Math.Clamp(expectedLength / BytesPerHash * BitsPerHash, SmallestBits, LargestBits);
        _bits = new ulong[BitOperations.RoundUpToPowerOf2((ulong)wanted) / 64];
    }

    /// <summary>Adds what was found outside the rows.</summary>
    /// <param name="swept">What was swept, with the same key.</param>
    public void Add(SweptIdentifiers swept) => Add(swept.Marks, swept.Words);

    /// <summary>Adds what was found in one row.</summary>
    internal void Add(ReadOnlySpan<ulong> marks, ReadOnlySpan<ulong> words)
    {
        foreach (ulong mark in marks)
        {
            Set(mark);
        }

        for (int i = 1; i < words.Length; i++)
        {
            Set(Pair(words[i - 1], words[i]));
        }
    }

    /// <summary>False when an id, a number or a date certainly was not in it.</summary>
    internal bool MayContain(ulong mark)
    {
        (ulong first, ulong second) = Slots(mark);
        return IsSet(first) && IsSet(second);
    }

    /// <summary>False when these words certainly did not follow one another in it.</summary>
    internal bool MayContain(ReadOnlySpan<ulong> words)
    {
        for (int i = 1; i < words.Length; i++)
        {
            if (!MayContain(Pair(words[i - 1], words[i])))
            {
                return false;
            }
        }

        return true;
    }

    private static ulong Pair(ulong first, ulong second) => (BitOperations.RotateLeft(first, 23) ^ second) * 0x9E3779B97F4A7C15;

    /// <summary>Two places; the halves of a keyed hash are independent.</summary>
    private (ulong First, ulong Second) Slots(ulong hash)
    {
        ulong mask = ((ulong)_bits.Length * 64) - 1;
        return (hash & mask, BitOperations.RotateLeft(hash, 32) & mask);
    }

    private void Set(ulong hash)
    {
        (ulong first, ulong second) = Slots(hash);
        _bits[first >> 6] |= 1UL << (int)(first & 63);
        _bits[second >> 6] |= 1UL << (int)(second & 63);
    }

    private bool IsSet(ulong slot) => (_bits[slot >> 6] & (1UL << (int)(slot & 63))) != 0;
}
