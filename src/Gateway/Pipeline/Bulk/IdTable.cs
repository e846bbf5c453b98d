namespace HmisGateway.Pipeline.Bulk;

/// <summary>A number for each hash: a table with open addresses, which takes half as much as a dictionary.</summary>
internal sealed class IdTable
{
    /// <summary>No number: <see cref="Find"/> returns it for a hash that was not added, and one that was has it first.</summary>
    public const int None = int.MinValue;

    private const int FirstLength = 16;

    private ulong[] _hashes = new ulong[FirstLength];
    private int[] _numbers = new int[FirstLength];
    private int _count;

    /// <summary>The number of a hash, or <see cref="None"/>.</summary>
    public int Find(ulong hash)
    {
        int slot = Slot(_hashes, NotZero(hash));
        return _hashes[slot] == 0 ? None : _numbers[slot];
    }

    /// <summary>The number of a hash, which is added when it is new. Valid until the next call.</summary>
    public ref int Add(ulong hash)
    {
        hash = NotZero(hash);
        int slot = Slot(_hashes, hash);
        if (_hashes[slot] == 0)
        {
            // Three quarters at the most: a search always ends at an empty place.
            if ((_count + 1) * 4 > _hashes.Length * 3)
            {
                Grow();
                slot = Slot(_hashes, hash);
            }

            _hashes[slot] = hash;
            _numbers[slot] = None;
            _count++;
        }

        return ref _numbers[slot];
    }

    /// <summary>Zero marks an empty place.</summary>
    private static ulong NotZero(ulong hash) => hash == 0 ? 1 : hash;

    private static int Slot(ulong[] hashes, ulong hash)
    {
        int mask = hashes.Length - 1;
        int slot = (int)hash & mask;
        while (hashes[slot] != 0 && hashes[slot] != hash)
        {
            slot = (slot + 1) & mask;
        }

        return slot;
    }

    private void Grow()
    {
        ulong[] hashes = new ulong[_hashes.Length * 2];
        int[] numbers = new int[hashes.Length];
        for (int i = 0; i < _hashes.Length; i++)
        {
            if (_hashes[i] != 0)
            {
                int slot = Slot(hashes, _hashes[i]);
                hashes[slot] = _hashes[i];
                numbers[slot] = _numbers[i];
            }
        }

        (_hashes, _numbers) = (hashes, numbers);
    }
}
