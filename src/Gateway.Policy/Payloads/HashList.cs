namespace HmisGateway.Policy.Payloads;

/// <summary>A growing list of hashes that is kept for the next request.</summary>
internal sealed class HashList
{
    private const int Kept = 4096;
    private ulong[] _items = new ulong[256];
    private int _count;

    /// <summary>The last hash, or 0.</summary>
    internal ulong Last => _count == 0 ? 0 : _items[_count - 1];

    /// <summary>Adds a hash.</summary>
    internal void Add(ulong hash)
    {
        if (_count == _items.Length)
        {
            Array.Resize(ref _items, _count * 2);
        }

        _items[_count++] = hash;
    }

    /// <summary>Adds hashes.</summary>
    internal void Add(ReadOnlySpan<ulong> hashes)
    {
        foreach (ulong hash in hashes)
        {
            Add(hash);
        }
    }

    /// <summary>Forgets everything, and gives back what a huge request needed.</summary>
    internal void Clear()
    {
        _count = 0;
        if (_items.Length > Kept)
        {
            _items = new ulong[256];
        }
    }

    /// <summary>The hashes; valid until the next change.</summary>
    internal ReadOnlySpan<ulong> Span => _items.AsSpan(0, _count);

    /// <summary>A copy.</summary>
    internal ulong[] ToArray() => _items.AsSpan(0, _count).ToArray();
}
