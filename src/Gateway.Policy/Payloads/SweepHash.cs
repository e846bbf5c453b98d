using System.Buffers.Binary;
using System.IO.Hashing;

namespace HmisGateway.Policy.Payloads;

/// <summary>The keyed hashes of the sweep, 64 bits: two different texts meet by chance once in about 10^19.</summary>
internal static class SweepHash
{
    /// <summary>The longest id, number or word that is looked at, in bytes; a longer one names nobody.</summary>
    internal const int MaxLength = 64;

    private const long IdKey = 0x5A17_9E37_79B9_7F4A;
    private const long BirthKey = 0x2545_F491_4F6C_DD1D;

    /// <summary>Set in the hash of a word with a digit in it.</summary>
    private const ulong DigitFlag = 1;

    /// <summary>A word of a name.</summary>
    internal static ulong Word(SweepKey key, ReadOnlySpan<byte> folded)
    {
        ulong hash = XxHash3.HashToUInt64(folded, key.Seed) & ~DigitFlag;
        return NotZero(folded.ContainsAnyInRange((byte)'0', (byte)'9') ? hash | DigitFlag : hash);
    }

    /// <summary>Whether the hash is of a word with a digit in it: an id more likely than a name.</summary>
    internal static bool HasDigit(ulong word) => (word & DigitFlag) != 0;

    /// <summary>An id or a number; a Social Security number is its nine digits.</summary>
    internal static ulong Id(SweepKey key, ReadOnlySpan<byte> folded) => XxHash3.HashToUInt64(folded, key.Seed ^ IdKey);

    /// <summary>A date of birth.</summary>
    internal static ulong Birth(SweepKey key, DateOnly date)
    {
        Span<byte> day = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(day, date.DayNumber);
        return XxHash3.HashToUInt64(day, key.Seed ^ BirthKey);
    }

    private static ulong NotZero(ulong hash) => hash == 0 ? 2 : hash;
}
