using System.Buffers;
using System.Text.Unicode;
using HmisGateway.Policy.Payloads.Xml;

namespace HmisGateway.Policy.Payloads.Multipart;

/// <summary>Sweeps a file that is text, whatever it says of itself: plain text, CSV, JSON, XML.</summary>
internal static class FileText
{
    /// <summary>Control characters that stand in no text.</summary>
    private static readonly SearchValues<byte> s_noText = SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(static code => (byte)code).Except("\t\n\f\r"u8.ToArray())]);

    private static readonly FileTextReading s_swept = new FileTextReading.Swept();
    private static readonly FileTextReading s_opaque = new FileTextReading.Opaque();

    /// <summary>Sweeps a file.</summary>
    /// <param name="type">Its content type in small letters, or null.</param>
    /// <param name="content">Its bytes.</param>
    /// <param name="reader">The reader whose sweep is on its way.</param>
    /// <returns>What became of it.</returns>
    internal static FileTextReading Sweep(string? type, ReadOnlySpan<byte> content, JsonPayloadReader reader)
    {
        if (!Utf8.IsValid(content) || content.ContainsAny(s_noText))
        {
            return SaysText(type) ? new FileTextReading.Refused(UnreadableReason.InvalidUtf8) : s_opaque;
        }

        reader.Sweep.Break();
        reader.Sweep.AddText(content);
        reader.Sweep.Break();

        // Escapes and references are resolved too, where it is what they belong to.
        ReadOnlySpan<byte> start = content.TrimStart(" \t\r\n\uFEFF"u8);
        bool saysJson = type is not null && (type == "application/json" || type.EndsWith("+json", StringComparison.Ordinal));
        if (saysJson || start is [(byte)'{' or (byte)'[', ..])
        {
            return reader.Check(content) is { } refused && saysJson ? new FileTextReading.Refused(refused.Reason) : s_swept;
        }

        bool saysXml = type is "application/xml" or "text/xml";
        if (saysXml || start is [(byte)'<', ..])
        {
            return !TrySweepXml(content, reader) && saysXml ? new FileTextReading.Refused(UnreadableReason.AmbiguousXml) : s_swept;
        }

        return s_swept;
    }

    private static bool SaysText(string? type) =>
        type is not null
        && (type.StartsWith("text/", StringComparison.Ordinal)
            || type is "application/json" or "application/xml" or "application/csv"
            || type.EndsWith("+json", StringComparison.Ordinal)
            || type.EndsWith("+xml", StringComparison.Ordinal));

    private static bool TrySweepXml(ReadOnlySpan<byte> content, JsonPayloadReader reader)
    {
        using var image = new XmlImage();
        return XmlDocumentReader.Read(content, reader.Sweep) is { } root && image.Write(root) is { } json && reader.Check(json.Span) is null;
    }
}
