using System.Globalization;
using System.Text;
using System.Xml.Linq;

namespace HmisGateway.Policy.Tests.Respelling;

/// <summary>Writes XML otherwise, with the same elements and values.</summary>
/// <param name="dice">What is chosen.</param>
/// <param name="isExact">True where namespaces count, and elements that nobody knows are refused.</param>
internal sealed class XmlRespelling(Dice dice, bool isExact)
{
    private readonly StringBuilder _text = new();
    private int _extra;

    /// <summary>Character references, CDATA, comments, white space, prefixes, order of attributes, either quote, elements that nobody knows.</summary>
    internal static string Respell(string xml, Dice dice, bool isExact)
    {
        var respelling = new XmlRespelling(dice, isExact);
        respelling._text.Append(dice.Of("", "", "\uFEFF", "<?xml version=\"1.0\"?>", "<?xml version='1.0' encoding='utf-8'?>\n", "<!-- zq -->\n"));
        respelling.Write(XElement.Parse(xml));
        return respelling._text.Append(dice.Of("", "\n", " <!---->")).ToString();
    }

    private void Write(XElement element)
    {
        string space = element.Name.NamespaceName;
        bool hasPrefix = dice.OneIn(4) && (space.Length > 0 || !isExact);
        string name = (hasPrefix ? "p:" : "") + element.Name.LocalName;
        List<string> attributes =
        [
            .. element.Attributes().Where(static one => !one.IsNamespaceDeclaration).Select(one => $"{one.Name.LocalName}={Attribute(one.Value)}"),
            hasPrefix ? $"xmlns:p=\"{(isExact ? space : "urn:zq")}\"" : $"xmlns=\"{space}\"",
        ];
        _text.Append(CultureInfo.InvariantCulture, $"<{name}{string.Concat(dice.Shuffle(attributes).Select(one => dice.Of(" ", "\n  ") + one))}{dice.Of("", " ")}>");
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
            Write(child);
            _text.Append(dice.Of("", "", "\n", "<!-- zq -->", "<![CDATA[ ]]>"));
        }

        if (!isExact && dice.OneIn(3))
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
