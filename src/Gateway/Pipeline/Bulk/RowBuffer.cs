using System.Buffers;

namespace HmisGateway.Pipeline.Bulk;

/// <summary>Gathers rows, so that they are compressed in large pieces.</summary>
internal sealed class RowBuffer(Stream into) : IDisposable
{
    private const int Size = 128 * 1024;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(Size);
    private int _length;

    /// <summary>Appends a row.</summary>
    public void Add(ReadOnlySpan<byte> row)
    {
        if (_length + row.Length > _bytes.Length)
        {
            Flush();
        }

        if (row.Length > _bytes.Length)
        {
            into.Write(row);
            return;
        }

        row.CopyTo(_bytes.AsSpan(_length));
        _length += row.Length;
    }

    /// <summary>Writes what is left.</summary>
    public void Dispose()
    {
        Flush();
        ArrayPool<byte>.Shared.Return(_bytes, clearArray: true);
        _bytes = [];
    }

    private void Flush()
    {
        into.Write(_bytes.AsSpan(0, _length));
        _length = 0;
    }
}
