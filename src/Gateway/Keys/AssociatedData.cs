using System.Buffers.Binary;
using System.Text;

namespace HmisGateway.Keys;

/// <summary>What a sealed value is bound to: texts, each behind its length, so that no two lists of texts look the same.</summary>
internal ref struct AssociatedData
{
    private readonly Span<byte> _buffer;
    private int _length;

    /// <summary>Starts it in a buffer, e.g. on the stack.</summary>
    public AssociatedData(Span<byte> buffer) => _buffer = buffer;

    /// <summary>The bytes.</summary>
    public readonly ReadOnlySpan<byte> Bytes => _buffer[.._length];

    /// <summary>How long a buffer these texts need.</summary>
    public static int LengthOf(string first, string second, string third) =>
        6 + Encoding.UTF8.GetByteCount(first) + Encoding.UTF8.GetByteCount(second) + Encoding.UTF8.GetByteCount(third);

    /// <summary>Adds a text.</summary>
    public void Add(string text)
    {
        int length = Encoding.UTF8.GetBytes(text, _buffer[(_length + 2)..]);
        BinaryPrimitives.WriteUInt16BigEndian(_buffer[_length..], checked((ushort)length));
        _length += 2 + length;
    }
}
