using System.Globalization;
using System.Text.Json.Nodes;
using HmisGateway.Policy.Profiles;

namespace HmisGateway.Policy.Tests.Profiles;

/// <summary>Makes, from a rule alone, a request in which every place that the rule reads holds an id.</summary>
internal sealed class RuleRequest
{
    private readonly RouteRule _route;
    private readonly RouteRule _rule;
    private readonly Func<ReferenceSelector, string> _valueOf;
    private readonly JsonObject _image = [];

    private RuleRequest(RouteRule route, RouteRule rule, Func<ReferenceSelector, string> valueOf)
    {
        _route = route;
        _rule = rule;
        _valueOf = valueOf;
    }

    /// <summary>Path and query.</summary>
    internal string Target { get; private set; } = "";

    /// <summary>The body, or null.</summary>
    internal string? Body { get; private set; }

    /// <summary>Request headers that the rule reads.</summary>
    internal List<(string Name, string Value)> Headers { get; } = [];

    /// <summary>Makes the request.</summary>
    /// <param name="route">The rule of the route.</param>
    /// <param name="rule">The same, or the rule of one GraphQL mutation in it.</param>
    /// <param name="valueOf">The id for each place.</param>
    internal static RuleRequest Of(RouteRule route, RouteRule rule, Func<ReferenceSelector, string> valueOf)
    {
        RuleRequest request = new(route, rule, valueOf);
        request.Make();
        return request;
    }

    private void Make()
    {
        string path = _route.Templates[0].Text;
        List<string> query = [];
        foreach (ReferenceSelector selector in _rule.Selectors.Concat(_route == _rule ? [] : _route.Selectors))
        {
            string value = _valueOf(selector);
            switch (selector.Source)
            {
                case SelectorSource.Path:
                    path = path.Replace($"{{{selector.Name}}}", value, StringComparison.Ordinal);
                    break;
                case SelectorSource.Query:
                    query.Add($"{selector.Name}={value}");
                    break;
                case SelectorSource.Header:
                    Headers.Add((selector.Name, value));
                    break;
                default:
                    Place(selector.Name, value);
                    break;
            }
        }

        foreach (string parameter in _route.Templates[0].Parameters)
        {
            path = path.Replace($"{{{parameter}}}", "section", StringComparison.Ordinal);
        }

        Target = query.Count == 0 ? path : $"{path}?{string.Join('&', query)}";
        Body = _route.Body switch
        {
            BodyFormat.None => null,
            BodyFormat.GraphQL => Mutation(),
            BodyFormat.Form => string.Join('&', _image.Select(static field => $"{field.Key}={field.Value}")),
            _ => _image.ToJsonString(),
        };
    }

    /// <summary>Puts a value where a pointer leads; any depth is two levels down.</summary>
    private void Place(string pointer, string value)
    {
        string[] steps = [.. pointer.Split('/').Skip(1).Select(static step => step == "**" ? "beside" : step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))];
        JsonNode at = _image;
        for (int i = 0; i < steps.Length; i++)
        {
            bool isLast = i == steps.Length - 1;
            JsonNode next = isLast ? JsonValue.Create(value) : steps[i + 1] == "*" ? new JsonArray() : new JsonObject();
            if (at is JsonArray list)
            {
                if (isLast || list.Count == 0)
                {
                    list.Add(next);
                }

                at = isLast ? next : list[0]!;
            }
            else
            {
                at = isLast ? at[steps[i]] = next : at[steps[i]] ??= next;
            }
        }
    }

    private string Mutation()
    {
        string definitions = string.Join(", ", _image.Select(static (_, i) => string.Create(CultureInfo.InvariantCulture, $"$v{i}: Any")));
        string arguments = string.Join(", ", _image.Select(static (member, i) => string.Create(CultureInfo.InvariantCulture, $"{member.Key}: $v{i}")));
        string head = _image.Count == 0 ? "mutation" : $"mutation({definitions})";
        string field = _image.Count == 0 ? _rule.Name : $"{_rule.Name}({arguments})";
        JsonObject variables = [];
        int i = 0;
        foreach ((_, JsonNode? value) in _image.ToList())
        {
            variables[string.Create(CultureInfo.InvariantCulture, $"v{i++}")] = value?.DeepClone();
        }

        return new JsonObject { ["query"] = $"{head} {{ {field} {{ id }} }}", ["variables"] = variables }.ToJsonString();
    }
}
