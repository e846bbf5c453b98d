using System.Buffers;
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

    /// <summary>Fibonacci hashing: 2^32 divided by the golden ratio. Clients who are taken out may stand in the upload at equal distances.</summary>
    private const uint Spread = 0x9E3779B1;
    private const int HeadLength = 3 * sizeof(int);

    private readonly SpoolFolder _folder;
    private readonly EncryptedSpool?[] _spools;
    private readonly int[] _counts;

    /// <summary>Creates it empty.</summary>
    /// <param name="folder">Where the spools are made.</param>
    /// <param name="mostBytes">Most bytes that may be taken out.</param>
    public RemovedRows(SpoolFolder folder, long mostBytes)
    {
        _folder = folder;
        _spools = new EncryptedSpool?[Math.Clamp(mostBytes / BytesPerSpool, 1, MaxSpools)];
        _counts = new int[_spools.Length];
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
        uint place = (uint)((unchecked((uint)part * Spread) * (ulong)_spools.Length) >> 32);
        EncryptedSpool spool = _spools[place] ??= _folder.Create();
        Span<byte> head = stackalloc byte[HeadLength];
        BinaryPrimitives.WriteInt32LittleEndian(head, part);
        BinaryPrimitives.WriteInt32LittleEndian(head[sizeof(int)..], file);
        BinaryPrimitives.WriteInt32LittleEndian(head[(2 * sizeof(int))..], row.Length);
        spool.Write(head);
        spool.Write(row);
        _counts[place]++;
        Count++;
        Bytes += row.Length;
    }

    /// <summary>Reads the parts, one spool of them in memory at a time.</summary>
    /// <returns>Each part; of use until the next one is asked for.</returns>
    public IEnumerable<RemovedPart> Read()
    {
        for (int i = 0; i < _spools.Length; i++)
        {
            if (_spools[i] is not { } spool)
            {
                continue;
            }

            spool.Complete();

            // Rented, so that all spools are read into the same memory.
            int length = checked((int)spool.Length);
            byte[] bytes = ArrayPool<byte>.Shared.Rent(length);
            RemovedRow[] rows = ArrayPool<RemovedRow>.Shared.Rent(_counts[i]);
            try
            {
                Find(spool, bytes.AsSpan(0, length), rows.AsSpan(0, _counts[i]));
                for (int start = 0, end; start < _counts[i]; start = end)
                {
                    for (end = start + 1; end < _counts[i] && rows[end].Part == rows[start].Part; end++)
                    {
                    }

                    yield return new RemovedPart(rows[start].Part, bytes, rows.AsMemory(start..end));
                }
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(bytes, clearArray: true);
                ArrayPool<RemovedRow>.Shared.Return(rows);
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

    /// <summary>Finds the rows of each part, by file and in their order, as they were added.</summary>
    private static void Find(EncryptedSpool spool, Span<byte> bytes, Span<RemovedRow> rows)
    {
        using (Stream stream = spool.OpenRead())
        {
            stream.ReadExactly(bytes);
        }

        int at = 0;
        foreach (ref RemovedRow row in rows)
        {
            ReadOnlySpan<byte> head = bytes.Slice(at, HeadLength);
            row = new RemovedRow(
                BinaryPrimitives.ReadInt32LittleEndian(head),
                BinaryPrimitives.ReadInt32LittleEndian(head[sizeof(int)..]),
                at + HeadLength,
                BinaryPrimitives.ReadInt32LittleEndian(head[(2 * sizeof(int))..]));
            at = row.At + row.Length;
        }

        rows.Sort(static (one, other) => (one.Part, one.At).CompareTo((other.Part, other.At)));
    }
}
