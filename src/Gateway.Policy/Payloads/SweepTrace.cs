using System.Numerics;

namespace HmisGateway.Policy.Payloads;

/// <summary>
/// What remains of the sweep of an upload that is too large to keep every hash of: it says of most identifiers that they certainly do not stand
/// in it. Built by one thread, then only read.
/// </summary>
/// <remarks>
/// Four bits of one 64-bit word for each hash. Words are kept alone and as pairs that follow one another; those with digits are left out of the chain, because an
/// export has an id in every row, and millions of pairs with one would fill the trace.
/// </remarks>
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

        ulong before = 0;
        foreach (ulong word in words)
        {
            if (word == 0)
            {
                before = 0;
            }
            else if (!SweepHash.HasDigit(word))
            {
                Set(word);
                if (before != 0)
                {
                    Set(Pair(before, word));
                }

                before = word;
            }
        }
    }

    /// <summary>False when an id, a number or a date certainly was not in it.</summary>
    internal bool MayContain(ulong mark)
    {
        ulong wanted = Bits(mark);
        return (_bits[Place(mark)] & wanted) == wanted;
    }

    /// <summary>False when these words certainly did not follow one another in it.</summary>
    internal bool MayContain(ReadOnlySpan<ulong> words)
    {
        ulong before = 0;
        foreach (ulong word in words)
        {
            if (SweepHash.HasDigit(word))
            {
                continue;
            }

            if (!MayContain(word) || (before != 0 && !MayContain(Pair(before, word))))
            {
                return false;
            }

            before = word;
        }

        return true;
    }

    private static ulong Pair(ulong first, ulong second) => (BitOperations.RotateLeft(first, 23) ^ second) * 0x9E3779B97F4A7C15;

    /// <summary>Four bits of a word, told by other parts of the keyed hash than the word.</summary>
    private static ulong Bits(ulong hash) =>
        (1UL << (int)(hash & 63)) | (1UL << (int)(hash >> 6 & 63)) | (1UL << (int)(hash >> 12 & 63)) | (1UL << (int)(hash >> 18 & 63));

    private int Place(ulong hash) => (int)(hash >> 32) & (_bits.Length - 1);

    private void Set(ulong hash) => _bits[Place(hash)] |= Bits(hash);
}
