using System.Buffers;
using System.Text.Json;
using System.Xml.Linq;

namespace HmisGateway.Policy.Payloads.Xml;

/// <summary>An element as JSON, so that pointers find its parts.</summary>
/// <remarks>
/// 1. An element without child elements is its text; <c>&lt;![CDATA[…]]&gt;</c>, comments and character references in it make no difference.
/// 2. An element with child elements is an object by their local names: the namespace makes no difference, so that an id in a foreign
///    namespace counts too. Text beside child elements is refused.
/// 3. A name that stands once is a value, one that stands several times a list.
/// 4. An attribute is the member <c>element@attribute</c> beside its element.
/// </remarks>
internal sealed class XmlImage : IDisposable
{
    private readonly ArrayBufferWriter<byte> _buffer = new();
    private readonly Utf8JsonWriter _json;

    internal XmlImage() => _json = new Utf8JsonWriter(_buffer);

    /// <summary>Writes an object whose one member is the element, with its attributes beside it.</summary>
    /// <returns>The object, valid until the next call; null when text stands beside elements.</returns>
    internal ReadOnlyMemory<byte>? Write(XElement element)
    {
        _buffer.ResetWrittenCount();
        _json.Reset();
        if (!TryWriteMembers([element]))
        {
            return null;
        }

        _json.Flush();
        return _buffer.WrittenMemory;
    }

    /// <summary>Writes what stands in an element: its child elements, its own attributes as <c>@attribute</c>, and text alone as <c>#text</c>.</summary>
    /// <returns>The object, valid until the next call; null when text stands beside elements.</returns>
    internal ReadOnlyMemory<byte>? WriteInner(XElement element)
    {
        _buffer.ResetWrittenCount();
        _json.Reset();
        if (element.HasElements && !HasOnlyElements(element))
        {
            return null;
        }

        _json.WriteStartObject();
        if (!element.HasElements && element.Value.Length > 0)
        {
            _json.WriteString("#text", element.Value);
        }

        WriteAttributes("", [element]);
        if (!TryWriteGroups(element.Elements()))
        {
            return null;
        }

        _json.WriteEndObject();
        _json.Flush();
        return _buffer.WrittenMemory;
    }

    /// <summary>Whether nothing but child elements, comments and blanks stand in an element.</summary>
    internal static bool HasOnlyElements(XElement element) =>
        element.Nodes().OfType<XText>().All(static text => string.IsNullOrWhiteSpace(text.Value));

    /// <inheritdoc/>
    public void Dispose() => _json.Dispose();

    private bool TryWriteMembers(IEnumerable<XElement> elements)
    {
        _json.WriteStartObject();
        if (!TryWriteGroups(elements))
        {
            return false;
        }

        _json.WriteEndObject();
        return true;
    }

    private bool TryWriteGroups(IEnumerable<XElement> elements)
    {
        foreach (IGrouping<string, XElement> group in elements.GroupBy(static element => element.Name.LocalName, StringComparer.Ordinal))
        {
            XElement[] all = [.. group];
            _json.WritePropertyName(group.Key);
            if (all.Length > 1)
            {
                _json.WriteStartArray();
            }

            foreach (XElement element in all)
            {
                if (!TryWriteValue(element))
                {
                    return false;
                }
            }

            if (all.Length > 1)
            {
                _json.WriteEndArray();
            }

            WriteAttributes(group.Key, all);
        }

        return true;
    }

    private bool TryWriteValue(XElement element)
    {
        if (!element.HasElements)
        {
            _json.WriteStringValue(element.Value);
            return true;
        }

        return HasOnlyElements(element) && TryWriteMembers(element.Elements());
    }

    private void WriteAttributes(string name, XElement[] elements)
    {
        IEnumerable<IGrouping<string, XAttribute>> attributes = elements
            .SelectMany(static element => element.Attributes())
            .Where(static attribute => !attribute.IsNamespaceDeclaration)
            .GroupBy(static attribute => attribute.Name.LocalName, StringComparer.Ordinal);
        foreach (IGrouping<string, XAttribute> group in attributes)
        {
            string[] values = [.. group.Select(static attribute => attribute.Value)];
            _json.WritePropertyName($"{name}@{group.Key}");
            if (values.Length == 1)
            {
                _json.WriteStringValue(values[0]);
                continue;
            }

            _json.WriteStartArray();
            foreach (string value in values)
            {
                _json.WriteStringValue(value);
            }

            _json.WriteEndArray();
        }
    }
}
