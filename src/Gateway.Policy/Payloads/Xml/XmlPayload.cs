using System.Xml.Linq;
using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Profiles;

namespace HmisGateway.Policy.Payloads.Xml;

/// <summary>Reads an XML document as JSON with the same names.</summary>
internal static class XmlPayload
{
    /// <summary>Reads a body.</summary>
    /// <param name="rule">The rule of the route; its pointers name elements, and attributes as <c>element@attribute</c>.</param>
    /// <param name="request">The references of path, query and headers.</param>
    /// <param name="body">The body.</param>
    /// <param name="reader">A reader whose sweep is on its way.</param>
    internal static PayloadReading Read(RouteRule rule, IReadOnlyList<ClientReference> request, ReadOnlySpan<byte> body, JsonPayloadReader reader)
    {
        if (XmlDocumentReader.Read(body, reader.Sweep) is not { } root)
        {
            return new PayloadReading.Unreadable(UnreadableReason.AmbiguousXml);
        }

        if (rule.Elements.Count > 0)
        {
            using var records = new XmlRecordsReader(rule, request, reader);
            return records.Read(root);
        }

        return ReadOne(root, rule, request, reader);
    }

    /// <summary>Reads a vendor's answer; pointers begin in its root element, whatever that is called.</summary>
    /// <param name="rule">The rule that covered the request.</param>
    /// <param name="answer">The whole answer.</param>
    /// <param name="reader">A reader.</param>
    /// <returns>The ids that the rule learns.</returns>
    internal static ClientReference[] Learn(RouteRule rule, ReadOnlySpan<byte> answer, JsonPayloadReader reader)
    {
        using var image = new XmlImage();
        return XmlDocumentReader.Read(answer, reader.Sweep) is { } root && image.WriteInner(root) is { } json ? reader.Learn(rule, json.Span) : [];
    }

    private static PayloadReading ReadOne(XElement root, RouteRule rule, IReadOnlyList<ClientReference> request, JsonPayloadReader reader)
    {
        using var image = new XmlImage();
        return image.Write(root) is { } json
            ? reader.ReadPart(rule, request, json.Span, takesOneForList: true)
            : new PayloadReading.Unreadable(UnreadableReason.AmbiguousXml);
    }
}
