namespace HmisGateway.Policy.Payloads;

/// <summary>The names that one object has used so far. Kept and reused for the next object of the same level.</summary>
/// <remarks>
/// Names are compared by their 64-bit keyed hash. Equal names always meet; two different ones meet by chance once in 2^64 and
/// then the payload is refused, which is the safe side.
/// </remarks>
internal sealed class JsonNameSet
{
    private const int ScanLimit = 24;
    private const int KeptSlots = 4096;

    private readonly ulong[] _hashes = new ulong[ScanLimit];
    private int _count;
    private ulong[] _slots = [];
    private int _capacity;

    /// <summary>Starts a new object.</summary>
    internal void Clear()
    {
        _count = 0;
        _capacity = 0;
    }

    /// <summary>Gives back what a huge object needed.</summary>
    internal void Trim()
    {
        Clear();
        if (_slots.Length > KeptSlots)
        {
            _slots = [];
        }
    }

    /// <summary>Adds a name.</summary>
    /// <param name="hash">Its hash.</param>
    /// <returns>False when the object has it already.</returns>
    internal bool Add(ulong hash)
    {
        if (_capacity == 0)
        {
            if (_hashes.AsSpan(0, _count).Contains(hash))
            {
                return false;
            }

            if (_count < ScanLimit)
            {
                _hashes[_count++] = hash;
                return true;
            }

            Grow(ScanLimit * 8, _hashes.AsSpan(0, _count));
        }
        else if (_count * 2 >= _capacity)
        {
            ulong[] old = _slots;
            int oldCapacity = _capacity;
            _slots = [];
            Grow(oldCapacity * 2, old.AsSpan(0, oldCapacity));
        }

        return Insert(hash);
    }

    private void Grow(int capacity, ReadOnlySpan<ulong> content)
    {
        capacity = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)capacity);
        if (_slots.Length < capacity)
        {
            _slots = new ulong[capacity];
        }
        else
        {
            _slots.AsSpan(0, capacity).Clear();
        }

        _capacity = capacity;
        _count = 0;
        foreach (ulong hash in content)
        {
            if (hash != 0)
            {
                Insert(hash);
            }
        }
    }

    private bool Insert(ulong hash)
    {
        // Zero marks an empty slot; the hash that is zero takes a neighbour's place, at worst a refusal.
        hash = hash == 0 ? 1 : hash;
        int mask = _capacity - 1;
        for (int slot = (int)(hash >> 20) & mask; ; slot = (slot + 1) & mask)
        {
            if (_slots[slot] == hash)
            {
                return false;
            }

            if (_slots[slot] == 0)
            {
                _slots[slot] = hash;
                _count++;
                return true;
            }
        }
    }
}
