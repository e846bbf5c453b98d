using System.Globalization;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using HmisGateway.Policy.Profiles;

namespace HmisGateway.Policy.Tests.Profiles;

/// <summary>Makes, from a rule alone, a request in which every place that the rule reads holds an id.</summary>
internal sealed class RuleRequest
{
    private readonly RouteRule _route;
    private readonly RouteRule _rule;
    private readonly Func<ReferenceSelector, string> _valueOf;
    private readonly Who? _identity;
    private readonly JsonObject _image = [];
    private int _beside;

    private RuleRequest(RouteRule route, RouteRule rule, Func<ReferenceSelector, string> valueOf, Who? identity)
    {
        _route = route;
        _rule = rule;
        _valueOf = valueOf;
        _identity = identity;
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
    /// <param name="rule">The same, or the rule of a part: of a GraphQL field, an element, an entry of a bundle, or a request of a batch.</param>
    /// <param name="valueOf">The id for each place.</param>
    /// <param name="identity">Whose identity it states; null for none.</param>
    internal static RuleRequest Of(RouteRule route, RouteRule rule, Func<ReferenceSelector, string> valueOf, Who? identity = null)
    {
        RuleRequest request = new(route, rule, valueOf, identity);
        request.Make();
        return request;
    }

    /// <summary>Every rule of a profile with the route that leads to it: fields, elements and entries are rules of their own.</summary>
    internal static IEnumerable<(RouteRule Route, RouteRule Rule)> Parts(VendorProfile profile) => profile.Rules.SelectMany(static rule => rule.Alternatives.Prepend(rule)).SelectMany(route => route.Body switch
    {
        BodyFormat.GraphQL => route.Mutations.Values.Concat(route.Queries.Values).OrderBy(static part => part.Name, StringComparer.Ordinal).Select(part => (route, part)),
        BodyFormat.FhirBundle => profile.Rules
            .Where(static rule => rule.Operation is Operation.Create or Operation.Update or Operation.Delete && rule.Body is BodyFormat.Fhir or BodyFormat.None)
            .Select(rule => (route, rule)),

        // A multipart body in a batch is always refused.
        BodyFormat.OdataBatch => profile.Rules
            .SelectMany(static rule => rule.Alternatives.Prepend(rule))
            .Where(static rule => rule.Operation != Operation.Delete && rule.Body is not (BodyFormat.OdataBatch or BodyFormat.Multipart))
            .Select(rule => (route, rule)),
        _ when route.Elements.Count > 0 => route.Elements.Values.OrderBy(static part => part.Name, StringComparer.Ordinal).Select(part => (route, part)),
        _ => [(route, route)],
    });

    /// <summary>A name for a rule: with its route's, where it is that of a part, and with the format, where that is not the usual one.</summary>
    internal static string NameOf(RouteRule route, RouteRule rule)
    {
        string name = rule.Body is BodyFormat.Form or BodyFormat.Xml or BodyFormat.Multipart or BodyFormat.JsonPatch or BodyFormat.MergePatch
            ? $"{rule.Name} ({rule.Body})"
            : rule.Name;
        return ReferenceEquals(route, rule) ? name : $"{route.Name}/{name}";
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

        RouteRule placed = _route.Body == BodyFormat.FhirBundle ? _rule : _route;
        string path = placed.Templates[0].Text.Replace("/**", "/anything", StringComparison.Ordinal);
        List<string> query = [];
        foreach (ReferenceSelector selector in _rule.Selectors.Concat(placed == _rule ? [] : _route.Selectors))
        {
            string value = selector.Prefix + _valueOf(selector);
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
                        Place(selector.Name, value, selector.Where, isAlone: selector.Prefix is not null || selector.Where is not null);
                    }

                    break;
            }
        }

        PlaceIdentity();
        foreach (string parameter in placed.Templates[0].Parameters)
        {
            path = path.Replace($"{{{parameter}}}", "section", StringComparison.Ordinal);
        }

        Target = query.Count == 0 ? path : $"{path}?{string.Join('&', query)}";
        Body = _route.Body switch
        {
            BodyFormat.None => null,
            BodyFormat.Json => _rule.Root == RootType.Array ? new JsonArray(_image).ToJsonString() : _image.ToJsonString(),
            BodyFormat.OptionalJson => null,
            BodyFormat.GraphQL => Mutation(),
            BodyFormat.Form => string.Join('&', _image.Select(static field => $"{Uri.EscapeDataString(field.Key)}={field.Value}")),
            BodyFormat.Xml when _route.Elements.Count > 0 => _route.Under.Reverse().Aggregate(Element(_rule.Name, _image), static (inner, name) => new XElement(name, inner)).ToString(),
            BodyFormat.Xml => Document(),
            BodyFormat.Soap => Envelope(),
            BodyFormat.Fhir => Resource(path),
            BodyFormat.FhirBundle => Bundle(),
            BodyFormat.Multipart => string.Concat(_image.Select(Part).Concat(Files())) + "--b--\r\n",
            BodyFormat.JsonPatch => new JsonArray([.. _image.Select(Set)]).ToJsonString(),
            BodyFormat.MergePatch => _image.ToJsonString(),
            _ => throw new InvalidOperationException($"How is a request of {_route.Body} made? A rule without one cannot be tested."),
        };
        ContentType = _route.Body switch
        {
            BodyFormat.Form => "application/x-www-form-urlencoded",
            BodyFormat.Xml => "application/xml",
            BodyFormat.Soap => "text/xml",
            BodyFormat.Fhir or BodyFormat.FhirBundle => "application/fhir+json",
            BodyFormat.Multipart => "multipart/form-data; boundary=b",
            BodyFormat.JsonPatch => "application/json-patch+json",
            BodyFormat.MergePatch => "application/merge-patch+json",
            _ => "application/json",
        };
    }

    private void PlaceIdentity()
    {
        if (_identity is not { } who)
        {
            return;
        }

        // In XML every pointer starts with the root.
        IdentityPlace[] places = [.. _rule.BodyMatcher.IdentityPlaces.Where(place => _route.Body != BodyFormat.Xml || _route.Elements.Count > 0 || place.Pointer.LastIndexOf('/') > 0)];
        int first = places.Where(static place => place.Slot.Part == IdentityPart.Ssn).Select(static place => place.Slot.Index).DefaultIfEmpty().Min();
        foreach (IdentityPlace place in places)
        {
            string ssn = Registry.Ssn(who);
            string text = place.Slot.Part switch
            {
                IdentityPart.FirstName => Registry.FirstName(who),
                IdentityPart.LastName => Registry.LastName(who),
                IdentityPart.DateOfBirth => Registry.BirthDate(who),
                _ when _rule.BodyMatcher.SsnPieces == 3 => place.Slot.Index switch { 0 => ssn[..3], 1 => ssn[3..5], _ => ssn[5..] },
                _ => place.Slot.Index == first ? ssn : "",
            };
            Place(place.Pointer, text, place.Where, isAlone: false);
        }
    }

    private void MakeBatch()
    {
        RuleRequest inner = Of(_rule, _rule, _valueOf, _identity);
        Headers.AddRange(inner.Headers);
        Target = _route.Templates[0].Text;
        string type = inner.Body is null ? "" : $"Content-Type: {inner.ContentType}\r\n";
        ContentType = "multipart/mixed; boundary=b";
        Body = $"--b\r\nContent-Type: application/http\r\n\r\n{_rule.Method} {inner.Target} HTTP/1.1\r\n{type}\r\n{inner.Body}\r\n--b--";
    }

    /// <summary>The one object of the image as the root, with what may stand anywhere in it.</summary>
    private string Document()
    {
        KeyValuePair<string, JsonNode?>[] roots = [.. _image.Where(static member => member.Key != "beside" && member.Value is JsonObject)];
        if (roots is not [{ Key: { } name, Value: JsonObject inner }])
        {
            return Element("record", _image).ToString();
        }

        var root = (JsonObject)inner.DeepClone();
        foreach ((string key, JsonNode? value) in _image.Where(member => member.Key != name))
        {
            root[key] = value?.DeepClone();
        }

        return Element(name, root).ToString();
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

    /// <summary>Puts a value where a pointer leads; any depth is two levels down.</summary>
    /// <param name="pointer">The pointer.</param>
    /// <param name="value">The value.</param>
    /// <param name="where">What stands beside it.</param>
    /// <param name="isAlone">True where other values with the same pointer stand somewhere else.</param>
    private void Place(string pointer, string value, SiblingCondition? where, bool isAlone)
    {
        if (_route.Body is BodyFormat.Form or BodyFormat.Multipart)
        {
            pointer = pointer.Replace("/**/", "/", StringComparison.Ordinal);
        }

        string beside = isAlone ? string.Create(CultureInfo.InvariantCulture, $"beside{_beside++}") : "beside";
        string[] steps = [.. pointer.Split('/').Skip(1).Select(step => step == "**" ? beside : step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))];
        JsonNode at = _image;
        for (int i = 0; i < steps.Length; i++)
        {
            bool isLast = i == steps.Length - 1;
            JsonNode next = isLast ? JsonValue.Create(value) : steps[i + 1] == "*" ? new JsonArray() : new JsonObject();
            if (at is JsonArray list)
            {
                if (isLast || list.Count == 0 || where is { IsExclusion: false })
                {
                    list.Add(next);
                }

                at = isLast ? next : list[^1]!;
            }
            else
            {
                if (isLast && where is { IsExclusion: false })
                {
                    at[where.Member] = where.Values[0];
                }

                at = isLast ? at[steps[i]] = next : at[steps[i]] ??= next;
            }
        }
    }

    private string Mutation()
    {
        string definitions = string.Join(", ", _image.Select(static (_, i) => string.Create(CultureInfo.InvariantCulture, $"$v{i}: Any")));
        string arguments = string.Join(", ", _image.Select(static (member, i) => string.Create(CultureInfo.InvariantCulture, $"{member.Key}: $v{i}")));
        string word = _route.Queries.ContainsKey(_rule.Name) ? "query" : "mutation";
        string head = _image.Count == 0 ? word : $"{word}({definitions})";
        string field = _image.Count == 0 ? _rule.Name : $"{_rule.Name}({arguments})";
        JsonObject variables = [];
        int i = 0;
        foreach ((_, JsonNode? value) in _image.ToList())
        {
            variables[string.Create(CultureInfo.InvariantCulture, $"v{i++}")] = value?.DeepClone();
        }

        return new JsonObject { ["query"] = $"{head} {{ {field} {{ id }} }}", ["variables"] = variables }.ToJsonString();
    }

    private static XElement Element(XName name, JsonObject members)
    {
        var element = new XElement(name);
        foreach ((string key, JsonNode? value) in members)
        {
            int at = key.IndexOf('@', StringComparison.Ordinal);
            if (at < 0)
            {
                element.Add((value is JsonArray list ? list : [value?.DeepClone()]).Select(one =>
                    one is JsonObject inner ? Element(key, inner) : new XElement(key, one?.ToString())));
            }
        }

        foreach ((string key, JsonNode? value) in members.Where(static member => member.Key.Contains('@')))
        {
            string[] owner = key.Split('@');
            XElement? of = owner[0].Length == 0 ? element : element.Element(owner[0]);
            if (of is null)
            {
                element.Add(of = new XElement(owner[0]));
            }

            of.SetAttributeValue(owner[1], value?.ToString());
        }

        return element;
    }

    private string Envelope()
    {
        XNamespace soap = "http://schemas.xmlsoap.org/soap/envelope/";
        XElement operation = Element(_rule.Namespace is { } ns ? XName.Get(_rule.Name, ns) : _rule.Name, _image);
        Headers.Add(("SOAPAction", $"\"{_rule.Action ?? _rule.Name}\""));
        return new XElement(soap + "Envelope", new XElement(soap + "Body", operation)).ToString();
    }

    private string Resource(string path)
    {
        string[] segments = path.Split('/');
        string type = _rule.Templates[0].Parameters.Count > 0 ? segments[^2] : segments[^1];
        _image["resourceType"] = type.StartsWith('$') ? "Parameters" : type;
        return _image.ToJsonString();
    }

    private string Bundle()
    {
        JsonObject entry = new() { ["request"] = new JsonObject { ["method"] = _rule.Method, ["url"] = Target[1..] } };
        if (_rule.Body == BodyFormat.Fhir)
        {
            entry["resource"] = JsonNode.Parse(Resource(Target));
        }

        Target = _route.Templates[0].Text;
        return new JsonObject { ["resourceType"] = "Bundle", ["type"] = "transaction", ["entry"] = new JsonArray(entry) }.ToJsonString();
    }
}
