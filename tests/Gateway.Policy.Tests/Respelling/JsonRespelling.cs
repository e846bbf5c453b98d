using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace HmisGateway.Policy.Tests.Respelling;

/// <summary>Writes JSON otherwise, with the same meaning.</summary>
/// <param name="dice">What is chosen.</param>
/// <param name="isExact">True where names have one case, and members that nobody knows are refused.</param>
internal sealed class JsonRespelling(Dice dice, bool isExact)
{
    private readonly StringBuilder _text = new();
    private int _extra;

    /// <summary>Other order of members, white space, escapes in names and values, numbers for digits, other case of names, members that nobody knows.</summary>
    internal static string Respell(string json, Dice dice, bool isExact = false)
    {
        var respelling = new JsonRespelling(dice, isExact);
        respelling.Write(JsonNode.Parse(json));
        return respelling._text.ToString();
    }

    /// <summary>A string with any of its characters escaped.</summary>
    internal static string Quote(string text, Dice dice)
    {
        var quoted = new StringBuilder("\"");
        bool escapes = dice.OneIn(3);
        foreach (char c in text)
        {
            _ = escapes && dice.OneIn(2) ? quoted.Append(CultureInfo.InvariantCulture, $"\\u{(dice.OneIn(2) ? $"{(int)c:x4}" : $"{(int)c:X4}")}")
                : c is '"' or '\\' ? quoted.Append('\\').Append(c)
                : c < ' ' ? quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}")
                : quoted.Append(c);
        }

        return quoted.Append('"').ToString();
    }

    private void Write(JsonNode? node)
    {
        _text.Append(dice.Blank());
        switch (node)
        {
            case JsonObject members:
                WriteAll('{', '}', dice.Shuffle(members), member => WriteMember(member.Key, member.Value));
                break;
            case JsonArray list:
                WriteAll('[', ']', [.. list], Write);
                break;
            case JsonValue value when value.TryGetValue(out string? text):
                bool isNumber = !isExact && text.Length is > 0 and < 16 && text[0] != '0' && text.All(char.IsAsciiDigit) && dice.OneIn(3);
                _text.Append(isNumber ? text : Quote(text, dice));
                break;
            default:
                _text.Append(node?.ToJsonString() ?? "null");
                break;
        }

        _text.Append(dice.Blank());
    }

    private void WriteAll<T>(char open, char close, T[] all, Action<T> write)
    {
        _text.Append(open).Append(dice.Blank());
        List<Action> members = [.. all.Select(one => (Action)(() => write(one)))];
        while (open == '{' && !isExact && dice.OneIn(4))
        {
            members.Insert(dice.Below(members.Count + 1), WriteExtra);
        }

        for (int i = 0; i < members.Count; i++)
        {
            _text.Append(i == 0 ? "" : ",");
            members[i]();
        }

        _text.Append(dice.Blank()).Append(close);
    }

    private void WriteMember(string name, JsonNode? value)
    {
        _text.Append(dice.Blank()).Append(Quote(isExact ? name : dice.Case(name), dice)).Append(dice.Blank()).Append(':');
        Write(value);
    }

    private void WriteExtra() => _text.Append(CultureInfo.InvariantCulture, $"\"zq{_extra++}\":").Append(
        dice.Of("\"x\"", "0", "true", "[]", "{}", "\"\\u00e9\"", "{\"zq\":[{\"zq\":\"y\"}]}", "[[1,2],[\"a\"]]", "1.5e3", "\"{\\\"zq\\\":1}\""));
}
