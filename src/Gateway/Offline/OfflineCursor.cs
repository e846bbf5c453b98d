using System.Buffers.Text;

namespace HmisGateway.Offline;

/// <summary>Where the next page of a list begins: the last receipt of the page before, opaque to the caller.</summary>
internal static class OfflineCursor
{
    private const int ReceiptLength = 16;
    private const int TextLength = 22;

    /// <summary>The cursor behind a receipt.</summary>
    public static string Write(Guid receipt)
    {
        Span<byte> bytes = stackalloc byte[ReceiptLength];
        receipt.TryWriteBytes(bytes, bigEndian: true, out _);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Reads a cursor; false for anything that <see cref="Write"/> did not write.</summary>
    public static bool TryRead(string text, out Guid receipt)
    {
        Span<byte> bytes = stackalloc byte[ReceiptLength];
        bool isRead = text.Length == TextLength && Base64Url.IsValid(text)
            && Base64Url.TryDecodeFromChars(text, bytes, out int length) && length == ReceiptLength;
        receipt = isRead ? new Guid(bytes, bigEndian: true) : Guid.Empty;
        return isRead;
    }
}
