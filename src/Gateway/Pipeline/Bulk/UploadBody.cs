using System.Security.Cryptography;
using HmisGateway.Policy.Payloads;
using HmisGateway.Policy.Payloads.Multipart;
using HmisGateway.Storage.Spools;

namespace HmisGateway.Pipeline.Bulk;

/// <summary>What an upload carries, and what stands around it.</summary>
/// <param name="Open">Opens the archive or the CSV file.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="IsArchive">Whether it is an archive.</param>
/// <param name="FileName">The name that its form gives it; null without a form.</param>
/// <param name="Before">What is sent before it.</param>
/// <param name="Behind">What is sent behind it.</param>
/// <param name="ContentType">The content type that is sent; null for the one that came.</param>
internal sealed record UploadBody(Func<Stream> Open, long Length, bool IsArchive, string? FileName, byte[] Before, byte[] Behind, string? ContentType)
{
    private const int BoundaryDigits = 40;
    private const int SearchLength = 256 * 1024;

    /// <summary>Finds it in the body of a request.</summary>
    /// <exception cref="UploadUnreadableException">Its envelope cannot be read in one way only.</exception>
    public static UploadBody Find(EncryptedSpool body, string? contentType)
    {
        if (contentType?.TrimStart().StartsWith("multipart/", StringComparison.OrdinalIgnoreCase) != true)
        {
            bool isCsv = contentType?.TrimStart().StartsWith("text/csv", StringComparison.OrdinalIgnoreCase) == true;
            return new UploadBody(body.OpenRead, body.Length, !isCsv, FileName: null, [], [], ContentType: null);
        }

        byte[] start = new byte[Math.Min(body.Length, FileEnvelope.MaxLength)];
        using (Stream stream = body.OpenRead())
        {
            stream.ReadExactly(start);
        }

        if (FileEnvelope.Read(contentType, start) is not { Name: "file" } envelope || FindEnd(body, envelope) is not { } end)
        {
            throw new UploadUnreadableException(UnreadableReason.AmbiguousMultipart);
        }

        (byte[] before, byte[] behind, string type) = envelope.Rebuild("hmis-gateway-" + RandomNumberGenerator.GetHexString(BoundaryDigits, lowercase: true));
        bool isArchive = !envelope.FileName.EndsWith(".csv", StringComparison.OrdinalIgnoreCase);
        long length = end - envelope.ContentStart;
        return new UploadBody(() => new StreamSection(body.OpenRead(), envelope.ContentStart, length, ownsWhole: true), length, isArchive, envelope.FileName, before, behind, type);
    }

    /// <summary>Where the file ends: before the one other delimiter, which ends the body.</summary>
    private static long? FindEnd(EncryptedSpool body, FileEnvelope envelope)
    {
        byte[] delimiter = envelope.Delimiter;
        byte[] window = new byte[SearchLength + delimiter.Length];
        using Stream stream = body.OpenRead();
        stream.Position = envelope.ContentStart;
        long found = -1;
        long windowStart = envelope.ContentStart;
        int kept = 0;
        int read;
        while ((read = stream.ReadAtLeast(window.AsSpan(kept), window.Length - kept, throwOnEndOfStream: false)) > 0)
        {
            ReadOnlySpan<byte> text = window.AsSpan(0, kept + read);
            int at = text.IndexOf(delimiter);
            if (at >= 0)
            {
                found = windowStart + at;
                break;
            }

            kept = Math.Min(delimiter.Length - 1, text.Length);
            text[^kept..].CopyTo(window);
            windowStart += text.Length - kept;
        }

        long end = found - 2;
        if (found < 0 || end < envelope.ContentStart || body.Length - found > delimiter.Length + 4)
        {
            return null;
        }

        byte[] tail = new byte[body.Length - end];
        stream.Position = end;
        stream.ReadExactly(tail);
        ReadOnlySpan<byte> expected = [.. "\r\n"u8, .. delimiter, .. "--"u8];
        return tail.AsSpan().SequenceEqual(expected) || tail.AsSpan().SequenceEqual([.. expected, .. "\r\n"u8]) ? end : null;
    }
}
