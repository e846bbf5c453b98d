using System.Buffers.Binary;

namespace HmisGateway.Pipeline.Answers;

/// <summary>
/// A receipt for the telephone, e.g. <c>7K2-M9</c>: its last 25 bits in Crockford's base 32 (no I, L, O or U). Two items of one agency
/// can share one, so it finds items, it does not name one.
/// </summary>
internal static class ShortReference
{
    /// <summary>Its length in characters, always.</summary>
    public const int Length = 6;

    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    /// <summary>The reference of a receipt.</summary>
    public static string Of(Guid receipt) => string.Create(Length, receipt, static (text, id) => Write(id, text));

    /// <summary>Writes the reference of a receipt into a buffer of at least <see cref="Length"/> characters.</summary>
    public static void Write(Guid receipt, Span<char> text)
    {
        Span<byte> bytes = stackalloc byte[16];
        receipt.TryWriteBytes(bytes, bigEndian: true, out _);
        uint bits = BinaryPrimitives.ReadUInt32BigEndian(bytes[12..]);
        text[5] = Alphabet[(int)(bits & 31)];
        text[4] = Alphabet[(int)(bits >> 5 & 31)];
        text[3] = '-';
        text[2] = Alphabet[(int)(bits >> 10 & 31)];
        text[1] = Alphabet[(int)(bits >> 15 & 31)];
        text[0] = Alphabet[(int)(bits >> 20 & 31)];
    }
}
