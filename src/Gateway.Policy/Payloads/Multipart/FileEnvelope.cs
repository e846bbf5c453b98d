using System.Text;

namespace HmisGateway.Policy.Payloads.Multipart;

/// <summary>A multipart form whose only part is a file, told from its beginning, so that the file need not be in memory.</summary>
/// <param name="Delimiter">The line between parts: it may stand at the start and at the end of the body, and nowhere else.</param>
/// <param name="Name">Name of the field.</param>
/// <param name="FileName">Name of the file.</param>
/// <param name="Type">Content type of the file in small letters, or null.</param>
/// <param name="ContentStart">Where the file begins in the body.</param>
public sealed record FileEnvelope(byte[] Delimiter, string Name, string FileName, string? Type, int ContentStart)
{
    /// <summary>How many bytes of a body are enough to read its envelope.</summary>
    public const int MaxLength = 16 * 1024;

    /// <summary>Reads the envelope.</summary>
    /// <param name="contentType">The value of <c>Content-Type</c>.</param>
    /// <param name="start">The body, or its first <see cref="MaxLength"/> bytes.</param>
    /// <returns>Null when readers could take it differently, or it does not begin with a file.</returns>
    public static FileEnvelope? Read(string? contentType, ReadOnlySpan<byte> start)
    {
        if (MultipartReader.ReadDelimiter(contentType, Profiles.BodyContentType.FormData) is not { } delimiter || !start.StartsWith([.. delimiter, .. "\r\n"u8]))
        {
            return null;
        }

        int first = delimiter.Length + 2;
        return MultipartPart.Read(start, first, start.Length) is { } part && FormDataPart.Read(part, length: -1) is { FileName: { } fileName } file
            ? new FileEnvelope(delimiter, file.Name, fileName, file.Type, part.Content.Start.Value)
            : null;
    }

    /// <summary>The bytes around a file that is sent in place of this one.</summary>
    /// <param name="boundary">The new boundary, which does not occur in the file.</param>
    /// <returns>What stands before and behind the file, and the content type.</returns>
    public (byte[] Before, byte[] Behind, string ContentType) Rebuild(string boundary)
    {
        string head = new FormDataPart(Name, FileName, Type, default).Head;
        return (Encoding.UTF8.GetBytes($"--{boundary}\r\n{head}\r\n"), Encoding.UTF8.GetBytes($"\r\n--{boundary}--\r\n"), $"{Profiles.BodyContentType.FormData}; boundary={boundary}");
    }
}
