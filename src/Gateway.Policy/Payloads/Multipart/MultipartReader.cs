using System.Buffers;
using System.Text;

namespace HmisGateway.Policy.Payloads.Multipart;

/// <summary>Takes a multipart body apart, if every reader finds the same parts in it.</summary>
/// <remarks>
/// Readers differ about text before the first delimiter and behind the last, blanks behind a delimiter, a delimiter that another one begins with, line
/// feeds alone, and a last delimiter that is missing: a part could stand there that one of them sees and another does not.
/// </remarks>
internal static class MultipartReader
{
    private const int MaxParts = 1_000;
    private const int MaxBoundary = 70;
    private static readonly SearchValues<char> s_boundary = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'()+_,./:=?-");

    /// <summary>Reads a body.</summary>
    /// <param name="contentType">The value of <c>Content-Type</c>.</param>
    /// <param name="type">The type that it must have.</param>
    /// <param name="body">The body.</param>
    /// <returns>At least one part; null when readers could take it differently.</returns>
    internal static List<MultipartPart>? Read(string? contentType, string type, ReadOnlySpan<byte> body) =>
        ReadBoundary(contentType, type) is { } boundary ? Split(body, [.. "--"u8, .. Encoding.ASCII.GetBytes(boundary)]) : null;

    private static string? ReadBoundary(string? contentType, string type)
    {
        if (contentType is null || HeaderParameters.Read(contentType) is not { } header || header.Value != type)
        {
            return null;
        }

        bool isPlain = header.Parameters.All(static parameter =>
            parameter.Key == "boundary" || (parameter.Key == "charset" && parameter.Value.Equals("utf-8", StringComparison.OrdinalIgnoreCase)));
        return isPlain
            && header.Parameters.TryGetValue("boundary", out string? boundary)
            && boundary.Length is > 0 and <= MaxBoundary
            && !boundary.AsSpan().ContainsAnyExcept(s_boundary)
                ? boundary
                : null;
    }

    private static List<MultipartPart>? Split(ReadOnlySpan<byte> body, ReadOnlySpan<byte> delimiter)
    {
        if (!body.StartsWith(delimiter))
        {
            return null;
        }

        var parts = new List<MultipartPart>();
        int at = delimiter.Length;
        while (body[at..].StartsWith("\r\n"u8) && parts.Count < MaxParts)
        {
            at += 2;

            // Wherever it stands: a delimiter that is not at the start of a line is one to some readers.
            int length = body[at..].IndexOf(delimiter);
            if (length < 2 || !body[(at + length - 2)..].StartsWith("\r\n"u8) || MultipartPart.Read(body, at, at + length - 2) is not { } part)
            {
                return null;
            }

            parts.Add(part);
            at += length + delimiter.Length;
        }

        return parts.Count > 0 && (body[at..].SequenceEqual("--"u8) || body[at..].SequenceEqual("--\r\n"u8)) ? parts : null;
    }
}
