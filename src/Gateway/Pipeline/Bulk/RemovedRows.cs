using System.Buffers.Binary;
using HmisGateway.Storage.Spools;

namespace HmisGateway.Pipeline.Bulk;

/// <summary>
/// The rows that are taken out of an upload, in as many spools as it takes to have one of them in memory at a time; all rows of a part are in one.
/// </summary>
internal sealed class RemovedRows : IDisposable
{
    /// <summary>About how many bytes of rows are in memory at a time.</summary>
    private const long BytesPerSpool = 16 * 1024 * 1024;
    private const int MaxSpools = 128;
    private const int HeadLength = 3 * sizeof(int);

    private readonly SpoolFolder _folder;
    private readonly EncryptedSpool?[] _spools;

    /// <summary>Creates it empty.</summary>
    /// <param name="folder">Where the spools are made.</param>
    /// <param name="mostBytes">Most bytes that may be taken out.</param>
    public RemovedRows(SpoolFolder folder, long mostBytes)
    {
        _folder = folder;
        _spools = new EncryptedSpool?[Math.Clamp(mostBytes / BytesPerSpool, 1, MaxSpools)];
    }

    /// <summary>How many rows were taken out.</summary>
    public long Count { get; private set; }

    /// <summary>How many bytes they have.</summary>
    public long Bytes { get; private set; }

    /// <summary>Takes a row.</summary>
    /// <param name="part">Whose it is: the number of a client, or -1.</param>
    /// <param name="file">From which file.</param>
    /// <param name="row">The row as it came.</param>
    public void Add(int part, int file, ReadOnlySpan<byte> row)
    {
        EncryptedSpool spool = _spools[(uint)part % (uint)_spools.Length] ??= _folder.Create();
        Span<byte> head = stackalloc byte[HeadLength];
        BinaryPrimitives.WriteInt32LittleEndian(head, part);
        BinaryPrimitives.WriteInt32LittleEndian(head[sizeof(int)..], file);
        BinaryPrimitives.WriteInt32LittleEndian(head[(2 * sizeof(int))..], row.Length);
        spool.Write(head);
        spool.Write(row);
        Count++;
        Bytes += row.Length;
    }

    /// <summary>Reads the parts, one spool of them in memory at a time.</summary>
    /// <returns>Each part with its rows by file, in their order.</returns>
    public IEnumerable<IReadOnlyDictionary<int, SortedDictionary<int, List<byte[]>>>> ReadGroups()
    {
        foreach (EncryptedSpool? spool in _spools)
        {
            if (spool is not null)
            {
                spool.Complete();
                yield return Read(spool);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (EncryptedSpool? spool in _spools)
        {
            spool?.Dispose();
        }
    }

    private static Dictionary<int, SortedDictionary<int, List<byte[]>>> Read(EncryptedSpool spool)
    {
        Dictionary<int, SortedDictionary<int, List<byte[]>>> parts = [];
        using Stream rows = spool.OpenRead();
        Span<byte> head = stackalloc byte[HeadLength];
        while (rows.ReadAtLeast(head, HeadLength, throwOnEndOfStream: false) == HeadLength)
        {
            int part = BinaryPrimitives.ReadInt32LittleEndian(head);
            int file = BinaryPrimitives.ReadInt32LittleEndian(head[sizeof(int)..]);
            byte[] row = new byte[BinaryPrimitives.ReadInt32LittleEndian(head[(2 * sizeof(int))..])];
            rows.ReadExactly(row);
            if (!parts.TryGetValue(part, out SortedDictionary<int, List<byte[]>>? files))
            {
                parts.Add(part, files = []);
            }

            if (!files.TryGetValue(file, out List<byte[]>? ofFile))
            {
                files.Add(file, ofFile = []);
            }

            ofFile.Add(row);
        }

        return parts;
    }
}
