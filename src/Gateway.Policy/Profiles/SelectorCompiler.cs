using System.Buffers;
using System.Text.Json;
using HmisGateway.Policy.Clients;

namespace HmisGateway.Policy.Profiles;

/// <summary>Reads the selectors, lock fields and forwarded headers of a rule or of the shared part.</summary>
internal sealed class SelectorCompiler(List<ProfileError> errors)
{
    // Framing, routing and our own headers are never a profile's to forward.
    private static readonly HashSet<string> NeverForwarded = new(StringComparer.OrdinalIgnoreCase)
    {
        "Host", "Content-Length", "Content-Encoding", "Transfer-Encoding", "Connection", "Keep-Alive", "Upgrade", "TE", "Trailer",
        "Expect", "Proxy-Connection", "Proxy-Authorization", "Range", "X-HTTP-Method", "X-HTTP-Method-Override", "X-Method-Override",
        "traceparent", "tracestate", "baggage", "Forwarded",
    };

    private static readonly string[] Sources = ["path", "query", "header", "json"];
    private static readonly string[] OnlyInBody = ["prefix", "where", "unless"];
    private static readonly SearchValues<char> Letters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>Reads the list <c>select</c>.</summary>
    internal IReadOnlyList<PlacedSelector> Selectors(ProfileObject owner)
    {
        var selectors = new List<PlacedSelector>();
        foreach ((JsonElement element, string where) in owner.Items("select"))
        {
            var item = new ProfileObject(element, where, errors, "path", "query", "header", "json", "scheme", "role", "prefix", "where", "unless", "description");
            if (Selector(item, Sources, ReferenceRole.Refers) is { } selector)
            {
                selectors.Add(selector);
            }
        }

        return selectors;
    }

    /// <summary>Reads the list <c>learn</c>.</summary>
    internal IReadOnlyList<PlacedSelector> Learns(ProfileObject owner)
    {
        var selectors = new List<PlacedSelector>();
        foreach ((JsonElement element, string where) in owner.Items("learn"))
        {
            var item = new ProfileObject(element, where, errors, "json", "scheme", "prefix", "where", "unless", "description");
            if (Selector(item, ["json"], ReferenceRole.Defines) is not { } selector)
            {
                continue;
            }

            if (selector.Selector.Scheme == IdentifierScheme.Agency)
            {
                item.Report("scheme", "A vendor's answer teaches vendor, enrollment, household or record ids, not an agency's own.");
                continue;
            }

            selectors.Add(selector);
        }

        return selectors;
    }

    /// <summary>Reads the list <c>lock</c>.</summary>
    internal IReadOnlyList<LockField> Locks(ProfileObject owner)
    {
        var fields = new List<LockField>();
        foreach ((JsonElement element, string where) in owner.Items("lock"))
        {
            var item = new ProfileObject(element, where, errors, "json", "values", "description");
            JsonPointerPattern? pointer = Pointer(item, "json", item.Text("json", isRequired: true));
            IReadOnlyList<LockValue> values = Values(item, "values", errors);
            if (values.Count == 0)
            {
                item.Report("values", "The list 'values' is missing or empty; name the exact values that ask for a lock.");
            }

            if (pointer is not null)
            {
                fields.Add(new LockField(pointer, values));
            }
        }

        return fields;
    }

    /// <summary>Reads a list of exact values.</summary>
    internal static IReadOnlyList<LockValue> Values(ProfileObject owner, string member, List<ProfileError> errors)
    {
        var values = new List<LockValue>();
        foreach ((JsonElement value, string place) in owner.Items(member))
        {
            if (LockValue.From(value) is { } read)
            {
                values.Add(read);
            }
            else
            {
                errors.Add(new ProfileError(place, "An exact value is a string, a number, true or false."));
            }
        }

        return values;
    }

    /// <summary>Reads the list <c>forwardHeaders</c>.</summary>
    internal static IReadOnlyList<string> ForwardHeaders(ProfileObject owner)
    {
        IReadOnlyList<string> headers = owner.Texts("forwardHeaders");
        foreach (string header in headers)
        {
            if (!IsToken(header))
            {
                owner.Report("forwardHeaders", $"'{header}' is not a header name.");
            }
            else if (NeverForwarded.Contains(header)
                || header.StartsWith("Hmis-Gateway-", StringComparison.OrdinalIgnoreCase)
                || header.StartsWith("X-Forwarded-", StringComparison.OrdinalIgnoreCase))
            {
                owner.Report("forwardHeaders", $"'{header}' is never forwarded; remove it.");
            }
        }

        return headers;
    }

    /// <summary>Reads a JSON pointer.</summary>
    internal static JsonPointerPattern? Pointer(ProfileObject owner, string member, string? text)
    {
        if (text is null)
        {
            return null;
        }

        if (JsonPointerPattern.TryParse(text, out JsonPointerPattern? pointer, out string? problem))
        {
            return pointer;
        }

        owner.Report(member, problem);
        return null;
    }

    /// <summary>Reads <c>where</c> or <c>unless</c>: what must stand, or must not stand, beside a value.</summary>
    internal SiblingCondition? Condition(ProfileObject item)
    {
        bool isExclusion = item.Has("unless");
        string member = isExclusion ? "unless" : "where";
        if (!item.Has(member))
        {
            return null;
        }

        IReadOnlyList<(string Name, JsonElement Element, string Where)> members = item.Members(member);
        if (members.Count != 1 || (isExclusion && item.Has("where")))
        {
            item.Report(member, "A value has one condition: an object with one member of the same object, and its values.");
            return null;
        }

        var condition = new ProfileObject(item.Find(member)!.Value, item.At(member), errors, members[0].Name);
        IReadOnlyList<string> values = condition.Texts(members[0].Name, isRequired: true);
        return new SiblingCondition(members[0].Name, values, isExclusion);
    }

    private PlacedSelector? Selector(ProfileObject item, string[] sources, ReferenceRole defaultRole)
    {
        string[] stated = [.. sources.Where(item.Has)];
        if (stated.Length != 1)
        {
            item.Report("", $"A selector has exactly one of {string.Join(", ", sources)}; this one has {stated.Length}.");
            return null;
        }

        string member = stated[0];
        IdentifierScheme scheme = item.Choice<IdentifierScheme>("scheme");
        if (scheme == IdentifierScheme.Identity)
        {
            item.Report("scheme", "Names, dates of birth and SSNs are stated under 'identity', not as a selector.");
            return null;
        }

        ReferenceRole role = item.Choice<ReferenceRole>("role", defaultRole);
        if (item.Text(member) is not { } name)
        {
            return null;
        }

        JsonPointerPattern? pointer = member == "json" ? Pointer(item, member, name) : null;
        if ((member == "json" && pointer is null) || (member == "header" && !IsHeader(item, name)))
        {
            return null;
        }

        foreach (string onlyInBody in OnlyInBody.Where(one => pointer is null && item.Has(one)))
        {
            item.Report(onlyInBody, $"'{onlyInBody}' belongs to a 'json' selector.");
        }

        if (item.Text("prefix") is { } prefix && !IsPrefix(prefix))
        {
            item.Report("prefix", $"'{prefix}' is not a kind of resource; write it like 'Patient/'.");
        }

        var source = (SelectorSource)Array.IndexOf(Sources, member);
        var selector = new ReferenceSelector(source, name, scheme, role) { Prefix = item.Text("prefix"), Where = Condition(item) };
        return new PlacedSelector(selector, pointer, item.At(member));
    }

    private static bool IsPrefix(string text) =>
        text.Length > 1 && text[^1] == '/' && char.IsAsciiLetterUpper(text[0]) && text.AsSpan(0, text.Length - 1).IndexOfAnyExcept(Letters) < 0;

    private static bool IsHeader(ProfileObject item, string name)
    {
        if (IsToken(name))
        {
            return true;
        }

        item.Report("header", $"'{name}' is not a header name.");
        return false;
    }

    private static bool IsToken(string name) =>
        name.Length > 0 && name.All(static c => char.IsAsciiLetterOrDigit(c) || c == '-');
}
