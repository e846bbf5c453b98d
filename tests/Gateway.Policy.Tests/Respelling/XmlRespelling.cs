using System.Globalization;
using System.Text;
using System.Xml.Linq;

namespace HmisGateway.Policy.Tests.Respelling;

/// <summary>Writes XML otherwise, with the same elements and values.</summary>
internal sealed class XmlRespelling(Dice dice)
{
    private readonly StringBuilder _text = new();
    private int _extra;

    /// <summary>Character references, CDATA, comments, white space, prefixes, order of attributes, either quote, elements that nobody knows.</summary>
    internal static string Respell(string xml, Dice dice)
    {
        var respelling = new XmlRespelling(dice);
        respelling._text.Append(dice.Of("", "", "\uFEFF", "<?xml version=\"1.0\"?>", "<?xml version='1.0' encoding='utf-8'?>\n", "<!-- zq -->\n"));
        respelling.Write(XElement.Parse(xml), isRoot: true);
        return respelling._text.Append(dice.Of("", "\n", " <!---->")).ToString();
    }

    private void Write(XElement element, bool isRoot)
    {
        string prefix = dice.OneIn(4) ? "p:" : "";
        string name = prefix + element.Name.LocalName;
        List<string> attributes = [.. element.Attributes().Where(static one => !one.IsNamespaceDeclaration).Select(one => $"{one.Name.LocalName}={Attribute(one.Value)}")];
        if (isRoot)
        {
            attributes.Add("xmlns:p=\"urn:zq\"");
        }

        // Where the request has namespaces of its own they stay.
        string inherited = prefix.Length > 0 ? "" : $" xmlns=\"{element.Name.NamespaceName}\"";
        _text.Append(CultureInfo.InvariantCulture, $"<{name}{inherited}{string.Concat(dice.Shuffle(attributes).Select(one => dice.Of(" ", "\n  ") + one))}{dice.Of("", " ")}>");
        if (element.HasElements)
        {
            WriteElements(element);
        }
        else
        {
            WriteText(element.Value);
        }

        _text.Append(CultureInfo.InvariantCulture, $"</{name}{dice.Of("", " ")}>");
    }

    private void WriteElements(XElement element)
    {
        _text.Append(dice.Blank());
        foreach (XElement child in element.Elements())
        {
            Write(child, isRoot: false);
            _text.Append(dice.Of("", "", "\n", "<!-- zq -->", "<![CDATA[ ]]>"));
        }

        if (dice.OneIn(3))
        {
            _text.Append(CultureInfo.InvariantCulture, $"<zq{_extra++}/>");
        }
    }

    private void WriteText(string text)
    {
        bool changes = dice.OneIn(2);
        foreach (char c in text)
        {
            _text.Append(changes ? Spell(c) : Escape(c));
            _text.Append(changes && dice.OneIn(6) ? dice.Of("<!-- zq -->", "<![CDATA[]]>") : "");
        }
    }

    private string Spell(char c) => dice.Below(5) switch
    {
        0 => $"&#{(int)c};",
        1 => $"&#x{(int)c:X};",
        2 => $"&#x000{(int)c:x};",
        3 => $"<![CDATA[{c}]]>",
        _ => Escape(c),
    };

    private string Attribute(string value)
    {
        char quote = dice.Of('"', '\'');
        return $"{quote}{string.Concat(value.Select(c => dice.OneIn(6) ? $"&#{(int)c};" : Escape(c)))}{quote}";
    }

    private static string Escape(char c) => c switch { '<' => "&lt;", '&' => "&amp;", '"' => "&quot;", '\'' => "&apos;", _ => c.ToString() };
}
