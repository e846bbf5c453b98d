using System.Text;
using System.Text.Unicode;
using System.Xml;
using System.Xml.Linq;

namespace HmisGateway.Policy.Payloads.Xml;

/// <summary>Reads XML of which every processor makes the same: no document type, no inclusion, no reference out of the text, UTF-8 only.</summary>
internal static class XmlDocumentReader
{
    private const string XInclude = "http://www.w3.org/2001/XInclude";
    private const string Xop = "http://www.w3.org/2004/08/xop/include";
    private const string SoapEncoding11 = "http://schemas.xmlsoap.org/soap/encoding/";
    private const string SoapEncoding12 = "http://www.w3.org/2003/05/soap-encoding";
    private const string Encryption = "http://www.w3.org/2001/04/xmlenc#";

    private static readonly XmlReaderSettings s_settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersFromEntities = 1,
        CheckCharacters = true,
        ConformanceLevel = ConformanceLevel.Document,
    };

    /// <summary>Reads a document.</summary>
    /// <param name="body">The whole body.</param>
    /// <param name="sweep">Takes what is no value: comments and the names of namespaces.</param>
    /// <returns>The root element; null when processors could read it differently.</returns>
    internal static XElement? Read(ReadOnlySpan<byte> body, IdentifierSweep sweep)
    {
        if (!Utf8.IsValid(body))
        {
            return null;
        }

        try
        {
            string text = Encoding.UTF8.GetString(body.StartsWith(Encoding.UTF8.Preamble) ? body[Encoding.UTF8.Preamble.Length..] : body);
            if (!IsShallow(text))
            {
                return null;
            }

            using XmlReader reader = Open(text);
            var document = XDocument.Load(reader, LoadOptions.PreserveWhitespace);
            return IsPlain(document, sweep) ? document.Root : null;
        }
        catch (XmlException)
        {
            return null;
        }
    }

    private static XmlReader Open(string text) => XmlReader.Create(new StringReader(text), s_settings);

    /// <summary>Before a tree is built: that takes time with the square of the depth.</summary>
    private static bool IsShallow(string text)
    {
        using XmlReader reader = Open(text);
        while (reader.Read())
        {
            if (reader.Depth > JsonWalk.MaxDepth)
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsPlain(XDocument document, IdentifierSweep sweep)
    {
        // The text was decoded as UTF-8 whatever the declaration says, so it may say nothing else.
        if (document.Declaration is { } declaration
            && (declaration.Version != "1.0" || declaration.Encoding is not (null or "") && !declaration.Encoding.Equals("utf-8", StringComparison.OrdinalIgnoreCase)))
        {
            return false;
        }

        foreach (XNode node in document.DescendantNodes())
        {
            switch (node)
            {
                case XProcessingInstruction:
                    return false;
                case XComment comment:
                    sweep.AddText(comment.Value);
                    sweep.Break();
                    break;
                case XElement element when !IsPlain(element, sweep):
                    return false;
                default:
                    break;
            }
        }

        return true;
    }

    private static bool IsPlain(XElement element, IdentifierSweep sweep)
    {
        if (element.Name.NamespaceName is XInclude or Xop or Encryption)
        {
            return false;
        }

        foreach (XAttribute attribute in element.Attributes())
        {
            if (attribute.IsNamespaceDeclaration)
            {
                sweep.AddText(attribute.Value);
                sweep.Break();
            }
            else if (IsElsewhere(attribute))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The multi-reference values of SOAP encoding, and attachments: the value stands elsewhere.</summary>
    private static bool IsElsewhere(XAttribute attribute) =>
        attribute.Name.LocalName.Equals("href", StringComparison.OrdinalIgnoreCase)
            ? attribute.Value.TrimStart().StartsWith('#') || attribute.Value.TrimStart().StartsWith("cid:", StringComparison.OrdinalIgnoreCase)
            : attribute.Name.LocalName == "ref" && attribute.Name.NamespaceName is SoapEncoding11 or SoapEncoding12;
}
