using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace HmisGateway.Storage.Registry;

/// <summary>
/// At most <paramref name="capacity"/> entries, those used of late. Two halves: when the young one is full it becomes the old one and
/// what the old one held is forgotten; who finds an entry in the old half puts it into the young one again.
/// </summary>
/// <remarks>Reading takes no lock. Changes are made by one thread at a time; their owner sees to it.</remarks>
/// <param name="capacity">Most entries in both halves.</param>
internal sealed class RecentlyUsed<TKey, TValue>(int capacity)
    where TKey : notnull
{
    private readonly int _half = Math.Max(1, capacity / 2);
    private volatile ConcurrentDictionary<TKey, TValue> _young = new();
    private volatile ConcurrentDictionary<TKey, TValue> _old = new();
    private int _youngCount;

    /// <summary>Finds an entry.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="value">The entry.</param>
    /// <param name="isOld">Set when the entry is about to be forgotten unless it is put again; else left alone.</param>
    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value, ref bool isOld)
    {
        if (_young.TryGetValue(key, out value))
        {
            return true;
        }

        if (!_old.TryGetValue(key, out value))
        {
            return false;
        }

        isOld = true;
        return true;
    }

    /// <summary>Adds or replaces an entry.</summary>
    public void Put(TKey key, TValue value)
    {
        if (!_young.TryAdd(key, value))
        {
            _young[key] = value;
            return;
        }

        if (++_youngCount >= _half)
        {
            _old = _young;
            _young = new ConcurrentDictionary<TKey, TValue>();
            _youngCount = 0;
        }
    }

    /// <summary>Forgets an entry.</summary>
    public void Remove(TKey key)
    {
        if (_young.TryRemove(key, out _))
        {
            _youngCount--;
        }

        _old.TryRemove(key, out _);
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _young = new ConcurrentDictionary<TKey, TValue>();
        _old = new ConcurrentDictionary<TKey, TValue>();
        _youngCount = 0;
    }
}
