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

    /// <summary>The content type of the body.</summary>
    internal string ContentType { get; private set; } = "application/json";

    /// <summary>Request headers that the rule reads.</summary>
    internal List<(string Name, string Value)> Headers { get; } = [];

    /// <summary>Makes the request.</summary>
    /// <param name="route">The rule of the route.</param>
    /// <param name="rule">The same, or the rule of one GraphQL mutation or of one request of a batch in it.</param>
    /// <param name="valueOf">The id for each place.</param>
    internal static RuleRequest Of(RouteRule route, RouteRule rule, Func<ReferenceSelector, string> valueOf)
    {
        RuleRequest request = new(route, rule, valueOf);
        request.Make();
        return request;
    }

    /// <summary>Whether a body of the rule's format has such a place: a form has fields only, and a list or an object in a field is always refused.</summary>
    internal static bool CanHold(RouteRule rule, ReferenceSelector selector)
    {
        if (rule.Body is not (BodyFormat.Form or BodyFormat.Multipart) || selector.Source != SelectorSource.Json)
        {
            return true;
        }

        string[] steps = selector.Name.Replace("/**/", "/", StringComparison.Ordinal).Split('/')[1..];
        return steps.Length == 1 || rule.Parts.Any(part => part.Value == PartContent.Json && part.Key.Equals(steps[0], StringComparison.OrdinalIgnoreCase));
    }

    private void Make()
    {
        if (_route.Body == BodyFormat.OdataBatch)
        {
            MakeBatch();
            return;
        }

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
                    if (CanHold(_rule, selector))
                    {
                        Place(selector.Name, value);
                    }

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
            BodyFormat.Form => string.Join('&', _image.Select(static field => $"{Uri.EscapeDataString(field.Key)}={field.Value}")),
            BodyFormat.Xml => _image.Count == 1 ? Element(_image.Single().Key, _image.Single().Value!) : Element("record", _image),
            BodyFormat.Multipart => string.Concat(_image.Select(Part).Concat(Files())) + "--b--\r\n",
            BodyFormat.JsonPatch => new JsonArray([.. _image.Select(Set)]).ToJsonString(),
            _ => _image.ToJsonString(),
        };
        ContentType = _route.Body switch
        {
            BodyFormat.Form => "application/x-www-form-urlencoded",
            BodyFormat.Xml => "application/xml",
            BodyFormat.Multipart => "multipart/form-data; boundary=b",
            BodyFormat.JsonPatch => "application/json-patch+json",
            BodyFormat.MergePatch => "application/merge-patch+json",
            _ => "application/json",
        };
    }

    private void MakeBatch()
    {
        RuleRequest inner = Of(_rule, _rule, _valueOf);
        Headers.AddRange(inner.Headers);
        Target = _route.Templates[0].Text;
        string type = inner.Body is null ? "" : $"Content-Type: {inner.ContentType}\r\n";
        ContentType = "multipart/mixed; boundary=b";
        Body = $"--b\r\nContent-Type: application/http\r\n\r\n{_rule.Method} {inner.Target} HTTP/1.1\r\n{type}\r\n{inner.Body}\r\n--b--";
    }

    /// <summary>An element with its members as elements; <c>name@attribute</c> beside it is its attribute.</summary>
    private static string Element(string name, JsonNode node)
    {
        if (node is JsonArray list)
        {
            return string.Concat(list.Select(one => Element(name, one!)));
        }

        if (node is not JsonObject members)
        {
            return $"<{name}>{node}</{name}>";
        }

        string content = string.Concat(members.Where(static member => !member.Key.Contains('@', StringComparison.Ordinal)).Select(static member => Element(member.Key, member.Value!)));
        return $"<{name}>{content}</{name}>";
    }

    private string Part(KeyValuePair<string, JsonNode?> member) =>
        $"--b\r\nContent-Disposition: form-data; name=\"{member.Key}\"\r\n\r\n{(member.Value is JsonObject ? member.Value.ToJsonString() : member.Value)}\r\n";

    private IEnumerable<string> Files() => _route.Parts
        .Where(static part => part.Value == PartContent.File)
        .Select(static part => $"--b\r\nContent-Disposition: form-data; name=\"{part.Key}\"; filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\n\u0001\u0002\r\n");

    private static JsonObject Set(KeyValuePair<string, JsonNode?> member) => new()
    {
        ["op"] = "replace",
        ["path"] = "/" + member.Key.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal),
        ["value"] = member.Value!.DeepClone(),
    };

    /// <summary>Puts a value where a pointer leads; any depth is two levels down, where the format has levels.</summary>
    private void Place(string pointer, string value)
    {
        if (_route.Body is BodyFormat.Form or BodyFormat.Multipart)
        {
            pointer = pointer.Replace("/**/", "/", StringComparison.Ordinal);
        }

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
