using System.Buffers;
using System.Text;

namespace HmisGateway.Cli;

/// <summary>Fields of an import file, always quoted.</summary>
internal static class RoiCsvField
{
    /// <summary>Appends a field. Bytes stay as they are, so that what is not UTF-8 is noticed where rows are checked.</summary>
    public static void Write(ArrayBufferWriter<byte> line, ReadOnlySpan<byte> value)
    {
        line.Write(line.WrittenCount == 0 ? "\""u8 : ",\""u8);
        for (int quote = value.IndexOf((byte)'"'); quote >= 0; quote = value.IndexOf((byte)'"'))
        {
            line.Write(value[..(quote + 1)]);
            line.Write("\""u8);
            value = value[(quote + 1)..];
        }

        line.Write(value);
        line.Write("\""u8);
    }

    /// <summary>Appends a field.</summary>
    public static void Write(ArrayBufferWriter<byte> line, string value) => Write(line, Encoding.UTF8.GetBytes(value));
}
