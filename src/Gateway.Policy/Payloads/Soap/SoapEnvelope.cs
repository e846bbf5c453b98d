using System.Xml.Linq;
using HmisGateway.Policy.Payloads.Xml;
using HmisGateway.Policy.Profiles;

namespace HmisGateway.Policy.Payloads.Soap;

/// <summary>A SOAP envelope of which every server makes the same.</summary>
/// <param name="Operation">The one element in the body.</param>
/// <param name="Header">The elements of the header.</param>
/// <param name="Actions">Every action that the request names: in <c>SOAPAction</c>, in the content type, and in the header of WS-Addressing.</param>
internal sealed record SoapEnvelope(XElement Operation, IReadOnlyList<XElement> Header, IReadOnlyList<string> Actions)
{
    private const string Version11 = "http://schemas.xmlsoap.org/soap/envelope/";
    private const string Version12 = "http://www.w3.org/2003/05/soap-envelope";
    private const string Security = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";
    private const string Addressing = "http://www.w3.org/2005/08/addressing";

    /// <summary>Takes an envelope apart.</summary>
    /// <param name="root">The root of the document.</param>
    /// <param name="header">Gives the value of a request header by its name, or null.</param>
    /// <returns>Null when servers could read it differently.</returns>
    internal static SoapEnvelope? Read(XElement root, Func<string, string?> header)
    {
        string? contentType = header("Content-Type");
        bool is12 = contentType?.StartsWith(BodyContentType.Soap12, StringComparison.OrdinalIgnoreCase) == true;
        XNamespace soap = is12 ? Version12 : Version11;
        if (root.Name != soap + "Envelope" || !IsFrame(root))
        {
            return null;
        }

        XElement[] parts = [.. root.Elements()];
        XElement? head = parts.Length == 2 ? parts[0] : null;
        if (parts.Length is not (1 or 2)
            || (head is not null && (head.Name != soap + "Header" || !IsFrame(head)))
            || parts[^1] is not { } body
            || body.Name != soap + "Body"
            || !IsFrame(body)
            || body.Elements().ToArray() is not [{ } operation])
        {
            return null;
        }

        XElement[] entries = [.. head?.Elements() ?? []];
        if (operation.Name.Namespace == soap || !Array.TrueForAll(entries, entry => IsUnderstood(entry)))
        {
            return null;
        }

        string?[] actions =
        [
            header("SOAPAction")?.Trim('"'),
            is12 ? BodyContentType.Action(contentType) : null,
            .. entries.Where(static entry => entry.Name.LocalName == "Action").Select(static entry => entry.Value.Trim()),
        ];
        return new SoapEnvelope(operation, entries, [.. actions.Where(static action => !string.IsNullOrEmpty(action)).Select(static action => action!)]);
    }

    /// <summary>Only what leads to the operation: no text, and no attribute but an encoding style and the name that a signature uses.</summary>
    private static bool IsFrame(XElement element) =>
        XmlImage.HasOnlyElements(element)
        && element.Attributes().All(static attribute => attribute.IsNamespaceDeclaration || attribute.Name.LocalName is "encodingStyle" or "Id");

    /// <summary>Whether a header may be left out, or is one of those that say nothing about a client.</summary>
    private static bool IsUnderstood(XElement entry) =>
        entry.Name.NamespaceName is Security or Addressing
        || entry.Attributes().Where(static attribute => attribute.Name.LocalName == "mustUnderstand").All(static must => must.Value.Trim() is "0" or "false");
}
