using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace HmisGateway.Policy.Tests.Respelling;

/// <summary>Writes GraphQL otherwise, with the same fields and arguments.</summary>
internal sealed partial class GraphQLRespelling(Dice dice)
{
    private readonly List<string> _definitions = [];
    private readonly List<string> _fragments = [];
    private readonly JsonObject _variables = [];
    private int _count;

    /// <summary>Aliases, fragments, literals, variables, defaults, nested variables, other operations, comments and commas, a list, variables in a string.</summary>
    internal static string Respell(string body, Dice dice)
    {
        string envelope = Envelope([body], dice);
        return JsonRespelling.Respell(dice.OneIn(4) ? $"[{envelope}]" : envelope, dice, isExact: true);
    }

    /// <summary>One document in which each of these requests is an operation, or all are fields of one.</summary>
    /// <param name="bodies">Requests as the rule makes them.</param>
    /// <param name="dice">What is chosen.</param>
    /// <param name="asOperations">True for an operation for each.</param>
    internal static string Envelope(IReadOnlyList<string> bodies, Dice dice, bool asOperations = false)
    {
        var respelling = new GraphQLRespelling(dice);
        string kind = bodies[0].Contains("\"query\":\"query", StringComparison.Ordinal) ? "query" : "mutation";
        string[] fields = [.. bodies.Select(respelling.Field)];
        string definitions = respelling._definitions.Count == 0 ? "" : $"({string.Join(respelling.Gap(), respelling._definitions)})";
        bool hasOthers = !asOperations && dice.OneIn(4);
        string first = asOperations || hasOthers || dice.OneIn(2) ? " First" : "";
        List<string> operations = asOperations
            ? [.. fields.Select((field, i) => $"{kind} {(i == 0 ? "First" : $"Zq{i}")}{definitions} {{ {field} }}")]
            : [$"{kind}{first}{definitions}{respelling.Gap()}{{{respelling.Gap()}{string.Join(respelling.Gap(), fields)} }}"];
        if (hasOthers)
        {
            operations.Add("query Zq { __typename }");
        }

        var envelope = new JsonObject { ["query"] = string.Join(respelling.Gap(), dice.Shuffle(operations.Concat(respelling._fragments))) };
        if (respelling._variables.Count > 0 || dice.OneIn(2))
        {
            envelope["variables"] = dice.OneIn(4) ? respelling._variables.ToJsonString() : respelling._variables;
        }

        if (first.Length > 0)
        {
            envelope["operationName"] = "First";
        }

        return envelope.ToJsonString();
    }

    [GeneratedRegex(@"^\w+(?:\(.*?\))? \{ (\w+)", RegexOptions.Singleline)]
    private static partial Regex FieldName { get; }

    [GeneratedRegex(@"(\w+): \$(v\d+)")]
    private static partial Regex ArgumentPattern { get; }

    private string Field(string body)
    {
        JsonObject request = JsonNode.Parse(body)!.AsObject();
        string query = request["query"]!.GetValue<string>();
        JsonObject? variables = request["variables"]?.AsObject();
        string[] arguments = [.. ArgumentPattern.Matches(query).Select(match => $"{match.Groups[1].Value}:{Gap()}{Argument(variables![match.Groups[2].Value])}")];
        string list = arguments.Length == 0 ? "" : $"({Gap()}{string.Join(Gap(), dice.Shuffle(arguments))})";
        string alias = dice.Of("", "", $"zq{_count++}: ", "id : ");
        string field = $"{alias}{FieldName.Match(query).Groups[1].Value}{Gap()}{list}{dice.Of("", " @include(if: true)", " @skip(if: false)")} {{ {dice.Of("id", "zq: id", "__typename", "id, errors { zq }")} }}";
        return Wrap(field);
    }

    private string Wrap(string field)
    {
        switch (dice.Below(6))
        {
            case 0:
                return $"... {{ {field} }}";
            case 1:
                return $"... on Mutation {{{Gap()}{Wrap(field)} }}";
            case 2:
                string name = $"Zq{_count++}";
                _fragments.Add($"fragment {name} on Mutation {{ {Wrap(field)} }}");
                return $"...{name}";
            default:
                return field;
        }
    }

    private string Argument(JsonNode? value)
    {
        if (dice.OneIn(3))
        {
            return Literal(value, canHaveVariables: true);
        }

        string name = $"zq{_count++}";
        bool hasDefault = dice.OneIn(2);
        _definitions.Add($"${name}:{Gap()}{dice.Of("Any", "[ID!]!", "Input!")}{(hasDefault ? $"={Gap()}{Literal(value, canHaveVariables: false)}" : "")}");
        if (!hasDefault || dice.OneIn(2))
        {
            _variables[name] = value?.DeepClone();
        }

        return "$" + name;
    }

    private string Literal(JsonNode? value, bool canHaveVariables)
    {
        switch (value)
        {
            case JsonObject fields:
                return $"{{{Gap()}{string.Join(Gap(), dice.Shuffle(fields).Select(field => $"{field.Key}:{Gap()}{Element(field.Value, canHaveVariables)}"))}}}";
            case JsonArray list:
                return $"[{string.Join(Gap(), list.Select(one => Element(one, canHaveVariables)))}]";
            case JsonValue one when one.TryGetValue(out string? text):
                bool isNumber = text.Length is > 0 and < 16 && text[0] != '0' && text.All(char.IsAsciiDigit) && dice.OneIn(3);
                return isNumber ? text : dice.OneIn(5) ? $"\"\"\"{text}\"\"\"" : JsonRespelling.Quote(text, dice);
            default:
                return value?.ToJsonString() ?? "null";
        }
    }

    private string Element(JsonNode? value, bool canHaveVariables) => canHaveVariables && dice.OneIn(4) ? Argument(value) : Literal(value, canHaveVariables);

    /// <summary>What separates tokens and means nothing.</summary>
    private string Gap() => dice.Of(" ", " ", ",", " , ", "\n", " # zq \n", "\t,\r\n");
}
