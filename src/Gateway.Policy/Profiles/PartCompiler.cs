using System.Collections.Frozen;
using System.Text.Json;

namespace HmisGateway.Policy.Profiles;

/// <summary>Compiles the rules of the parts of a payload: elements of a document, fields of GraphQL. Pointers start at the part.</summary>
internal sealed class PartCompiler(SharedSelectors shared, SelectorCompiler selectors, List<ProfileError> errors)
{
    /// <summary>Reads <c>elements</c>: the rule of each kind of element.</summary>
    internal FrozenDictionary<string, RouteRule> Elements(ProfileObject source)
    {
        var elements = new Dictionary<string, RouteRule>(StringComparer.Ordinal);
        foreach ((string name, JsonElement element, string where) in source.Members("elements"))
        {
            var kind = new ProfileObject(
                element, where, errors, "description", "operation", "kind", "select", "identity", "items", "lock", "roi", "learn", "deleted", "namespace", "action");
            elements[name] = Compile(kind, name) with { Namespace = kind.Text("namespace"), Action = kind.Text("action") };
        }

        return elements.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>What may stand in any part: the shared references, and nothing else.</summary>
    internal RouteRule Other()
    {
        var matcher = new JsonMatcher();
        foreach (PlacedSelector selector in shared.Selectors)
        {
            MatcherCompiler.AddReference(matcher, selector, errors);
        }

        return new RouteRule
        {
            Name = "",
            Body = BodyFormat.Json,
            Operation = Operation.Update,
            Selectors = [.. shared.Selectors.Where(static selector => selector.Pointer is not null).Select(static selector => selector.Selector)],
            BodyMatcher = matcher.Seal(),
        };
    }

    /// <summary>Reads the rule of each field of a GraphQL root type.</summary>
    internal FrozenDictionary<string, RouteRule> Fields(ProfileObject source, string member)
    {
        var fields = new Dictionary<string, RouteRule>(StringComparer.Ordinal);
        foreach ((string name, JsonElement element, string where) in source.Members(member))
        {
            var field = new ProfileObject(
                element, where, errors, "description", "operation", "kind", "select", "identity", "items", "lock", "roi", "learn");
            fields[name] = Compile(field, name);
        }

        return fields.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private RouteRule Compile(ProfileObject source, string name)
    {
        IReadOnlyList<PlacedSelector> own = selectors.Selectors(source);
        foreach (PlacedSelector selector in own.Where(static selector => selector.Pointer is null))
        {
            errors.Add(new ProfileError(selector.Where, "A part of a payload has 'json' selectors only."));
        }

        IReadOnlyList<PlacedSelector> learns = selectors.Learns(source);
        var part = new RouteRule
        {
            Name = name,
            Body = BodyFormat.Json,
            Operation = source.Choice<Operation>("operation"),
            Kind = source.Choice<RecordKind>("kind", RecordKind.Other),
            Items = source.Text("items"),
            Learns = [.. learns.Select(static learn => learn.Selector)],
        };
        bool writes = part.Operation is not (Operation.Read or Operation.Search or Operation.Auth);
        IReadOnlyList<PlacedSelector> all = [.. shared.Beside(own, writes).Where(static selector => selector.Pointer is not null)];
        IReadOnlyList<LockField> locks = [.. selectors.Locks(source), .. writes ? shared.Locks : []];
        return part with
        {
            KnowsLock = locks.Count > 0,
            Selectors = [.. all.Select(static selector => selector.Selector)],
            BodyMatcher = MatcherCompiler.Body(source, part, all, locks, errors),
            LearnMatcher = MatcherCompiler.Learn(learns, errors),
        };
    }
}
