using System.IO.Hashing;

namespace HmisGateway.Pipeline.Bulk;

/// <summary>Which clients of an upload an id of it leads to. Ids are kept as keyed hashes of 64 bits: two that meet by chance only hold more.</summary>
/// <param name="seed">The key.</param>
internal sealed class IdLinks(long seed)
{
    /// <summary>The most clients that an id may lead to; one that leads to more is a placeholder and leads to nobody.</summary>
    public const int MostClients = 1_000;

    private const int TableBits = 6;

    // Many small tables: none is ever so large that growing it would leave a large hole behind.
    private readonly IdTable[] _tables = [.. Enumerable.Range(0, 1 << TableBits).Select(static _ => new IdTable())];
    private readonly PagedList<int[]> _several = new();

    /// <summary>Notes that an id is of a client.</summary>
    public void Add(ReadOnlySpan<byte> id, int client)
    {
        ulong hash = Hash(id);
        ref int number = ref TableOf(hash).Add(hash);
        if (number == IdTable.None)
        {
            number = client;
        }
        else if (number >= 0)
        {
            if (number != client)
            {
                _several.Add([number, client]);
                number = ~(_several.Count - 1);
            }
        }
        else
        {
            ref int[] clients = ref _several[~number];
            if (clients.Length > 0 && !clients.Contains(client))
            {
                clients = clients.Length == MostClients ? [] : [.. clients, client];
            }
        }
    }

    /// <summary>The only client, or -1 when there is none yet. For ids of which each is one client's.</summary>
    public int Find(ReadOnlySpan<byte> id)
    {
        ulong hash = Hash(id);
        return Math.Max(-1, TableOf(hash).Find(hash));
    }

    /// <summary>Adds every client that the id leads to.</summary>
    /// <returns>True when there is one, false when there is none, null when there are too many to belong together.</returns>
    public bool? TryFind(ReadOnlySpan<byte> id, List<int> clients)
    {
        ulong hash = Hash(id);
        int number = TableOf(hash).Find(hash);
        if (number == IdTable.None)
        {
            return false;
        }

        if (number >= 0)
        {
            clients.Add(number);
            return true;
        }

        int[] several = _several[~number];
        clients.AddRange(several);
        return several.Length > 0 ? true : null;
    }

    private ulong Hash(ReadOnlySpan<byte> id) => XxHash3.HashToUInt64(id, seed);

    private IdTable TableOf(ulong hash) => _tables[hash >> (64 - TableBits)];
}
