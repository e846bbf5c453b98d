using System.Xml.Linq;
using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Profiles;

namespace HmisGateway.Policy.Payloads.Xml;

/// <summary>Reads one element of a document by a rule of its own; pointers start in the element.</summary>
/// <param name="rule">The rule of the document.</param>
/// <param name="request">The references of path, query and headers.</param>
/// <param name="reader">A reader whose sweep is on its way.</param>
internal sealed class XmlPartReader(RouteRule rule, IReadOnlyList<ClientReference> request, JsonPayloadReader reader) : IDisposable
{
    private readonly XmlImage _image = new();

    /// <summary>Reads an element.</summary>
    /// <param name="element">The element.</param>
    /// <param name="part">The rule of its kind.</param>
    /// <returns>
    /// Its records. Refused besides: an attribute with the name of an element that the rule reads, and a record of another kind inside, which some
    /// processors find wherever it stands.
    /// </returns>
    internal PayloadReading Read(XElement element, RouteRule part) =>
        IsPlain(element, part) && _image.WriteInner(element) is { } json
            ? reader.ReadPart(part, request, json.Span, takesOneForList: true)
            : new PayloadReading.Unreadable(UnreadableReason.AmbiguousXml);

    /// <summary>Sweeps the attributes of an element that only leads to others.</summary>
    /// <returns>False when text stands beside its child elements.</returns>
    internal bool TrySweep(XElement element)
    {
        foreach (XAttribute attribute in element.Attributes().Where(static attribute => !attribute.IsNamespaceDeclaration))
        {
            reader.Sweep.AddText(attribute.Value);
            reader.Sweep.Break();
        }

        return XmlImage.HasOnlyElements(element);
    }

    /// <inheritdoc/>
    public void Dispose() => _image.Dispose();

    private bool IsPlain(XElement element, RouteRule part)
    {
        foreach (XElement one in element.DescendantsAndSelf())
        {
            if ((one != element && one.HasElements && IsKind(one.Name.LocalName)) || one.Attributes().Any(attribute => IsRead(attribute, part)))
            {
                return false;
            }
        }

        return true;
    }

    private bool IsKind(string name)
    {
        foreach (string kind in rule.Elements.Keys)
        {
            if (kind.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsRead(XAttribute attribute, RouteRule part)
    {
        foreach (ReferenceSelector selector in part.Selectors)
        {
            if (selector.Name.AsSpan(selector.Name.LastIndexOf('/') + 1).Equals(attribute.Name.LocalName, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
