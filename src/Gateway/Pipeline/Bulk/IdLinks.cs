using System.IO.Hashing;

namespace HmisGateway.Pipeline.Bulk;

/// <summary>Which clients of an upload an id of it leads to. Ids are kept as keyed hashes of 64 bits: two that meet by chance only hold more.</summary>
/// <param name="seed">The key.</param>
internal sealed class IdLinks(long seed)
{
    private readonly Dictionary<ulong, int> _first = [];
    private readonly Dictionary<ulong, List<int>> _more = [];

    /// <summary>Notes that an id is of a client.</summary>
    public void Add(ReadOnlySpan<byte> id, int client)
    {
        ulong hash = XxHash3.HashToUInt64(id, seed);
        if (_first.TryAdd(hash, client) || _first[hash] == client)
        {
            return;
        }

        if (!_more.TryGetValue(hash, out List<int>? others))
        {
            _more.Add(hash, others = []);
        }

        if (!others.Contains(client))
        {
            others.Add(client);
        }
    }

    /// <summary>The only client, or -1 when there is none yet. For ids of which each is one client's.</summary>
    public int Find(ReadOnlySpan<byte> id) => _first.GetValueOrDefault(XxHash3.HashToUInt64(id, seed), -1);

    /// <summary>Adds every client that the id leads to.</summary>
    /// <returns>False when there is none.</returns>
    public bool TryFind(ReadOnlySpan<byte> id, List<int> clients)
    {
        ulong hash = XxHash3.HashToUInt64(id, seed);
        if (!_first.TryGetValue(hash, out int client))
        {
            return false;
        }

        clients.Add(client);
        if (_more.TryGetValue(hash, out List<int>? others))
        {
            clients.AddRange(others);
        }

        return true;
    }
}
