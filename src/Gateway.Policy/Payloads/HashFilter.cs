namespace HmisGateway.Policy.Payloads;

/// <summary>Says of most hashes at once that they are not in a set. Reading needs no lock; whoever adds holds one.</summary>
internal sealed class HashFilter
{
    /// <summary>Bits for each hash, of which two are set: about one in fifty others passes at the most.</summary>
    private const int BitsPerHash = 16;
    private const int SmallestCapacity = 256;

    private ulong[] _bits = new ulong[SmallestCapacity * BitsPerHash / 64];
    private int _count;

    /// <summary>False when the hash is certainly not in the set.</summary>
    internal bool MayContain(ulong hash)
    {
        ulong[] bits = Volatile.Read(ref _bits);
        ulong wanted = Bits(hash);
        return (Volatile.Read(ref bits[Slot(hash, bits)]) & wanted) == wanted;
    }

    /// <summary>Adds a hash that is new to the set.</summary>
    /// <param name="hash">The hash.</param>
    /// <param name="all">Every hash of the set, to begin again with more room.</param>
    internal void Add(ulong hash, Func<IEnumerable<ulong>> all)
    {
        _count++;
        if (_count * BitsPerHash > _bits.Length * 64)
        {
            ulong[] larger = new ulong[_bits.Length * 4];
            foreach (ulong known in all())
            {
                Set(larger, known);
            }

            Set(larger, hash);
            Volatile.Write(ref _bits, larger);
            return;
        }

        Set(_bits, hash);
    }

    private static void Set(ulong[] bits, ulong hash) => Interlocked.Or(ref bits[Slot(hash, bits)], Bits(hash));

    private static ulong Bits(ulong hash) => (1UL << (int)(hash & 63)) | (1UL << (int)(hash >> 58));

    private static int Slot(ulong hash, ulong[] bits) => (int)(hash >> 8) & (bits.Length - 1);
}
