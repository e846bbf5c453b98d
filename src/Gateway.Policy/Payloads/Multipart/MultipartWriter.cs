using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace HmisGateway.Policy.Payloads.Multipart;

/// <summary>Writes a multipart body anew, with a boundary of its own that occurs nowhere in it.</summary>
internal sealed class MultipartWriter
{
    /// <summary>Nobody can guess it and put it into a part beforehand.</summary>
    private const int RandomDigits = 40;

    private readonly ArrayBufferWriter<byte> _buffer;
    private readonly string _boundary;

    /// <summary>Starts a body.</summary>
    /// <param name="source">The body that the parts are taken from.</param>
    internal MultipartWriter(ReadOnlySpan<byte> source)
    {
        do
        {
            _boundary = "hmis-gateway-" + RandomNumberGenerator.GetHexString(RandomDigits, lowercase: true);
        }
        while (source.IndexOf(Encoding.ASCII.GetBytes(_boundary)) >= 0);
        _buffer = new ArrayBufferWriter<byte>(source.Length + 1024);
    }

    /// <summary>Adds a part.</summary>
    /// <param name="head">Its header lines, each with its line end.</param>
    /// <param name="content">Its content.</param>
    internal void Add(string head, ReadOnlySpan<byte> content)
    {
        Encoding.UTF8.GetBytes($"--{_boundary}\r\n{head}\r\n", _buffer);
        _buffer.Write(content);
        _buffer.Write("\r\n"u8);
    }

    /// <summary>Ends the body.</summary>
    /// <param name="type">Its type.</param>
    /// <returns>The body with its content type.</returns>
    internal RebuiltBody Complete(string type)
    {
        Encoding.UTF8.GetBytes($"--{_boundary}--\r\n", _buffer);
        return new RebuiltBody(_buffer.WrittenMemory, $"{type}; boundary={_boundary}");
    }
}
