using System.Buffers;
using CsvHelper;

namespace HmisGateway.Cli;

/// <summary>Turns the lines of a foreign file into lines of an import file.</summary>
internal interface IRoiRowWriter
{
    /// <summary>Reads the header of the foreign file and writes that of the import.</summary>
    void WriteHeader(CsvReader reader, ArrayBufferWriter<byte> line);

    /// <summary>Writes one row. A value that cannot be read stays one, so that the import names the row by its number.</summary>
    void WriteRow(CsvReader reader, ArrayBufferWriter<byte> line);
}
