using System.Diagnostics.CodeAnalysis;

namespace HmisGateway.Policy.Profiles;

/// <summary>Finds the most specific rule for a method and a path: a literal before a parameter before <c>/**</c>.</summary>
internal sealed class RouteTable
{
    private readonly Dictionary<string, Node> _roots = new(StringComparer.Ordinal);

    /// <summary>Adds a rule under each of its templates. The compiler has made sure that no two cover the same method and shape.</summary>
    /// <param name="rule">The rule.</param>
    internal void Add(RouteRule rule)
    {
        foreach (PathTemplate template in rule.Templates)
        {
            if (!_roots.TryGetValue(rule.Method, out Node? node))
            {
                _roots[rule.Method] = node = new Node();
            }

            foreach (PathTemplateSegment segment in template.Segments)
            {
                node = segment.IsParameter ? node.Parameter ??= new Node() : node.Literal(segment.Text);
            }

            if (template.CoversBelow)
            {
                node.Below = rule;
            }
            else
            {
                node.Exact = rule;
            }
        }
    }

    /// <summary>Finds the rule for a request.</summary>
    /// <param name="method">The method, an exact token.</param>
    /// <param name="segments">The decoded segments of the path.</param>
    /// <param name="rule">The rule.</param>
    /// <param name="values">The values of the parameters, in order.</param>
    /// <returns>False when no rule covers it.</returns>
    internal bool TryFind(
        string method, IReadOnlyList<string> segments, [NotNullWhen(true)] out RouteRule? rule, out IReadOnlyList<string> values)
    {
        values = [];
        rule = null;
        if (!_roots.TryGetValue(method, out Node? root))
        {
            return false;
        }

        List<string>? captured = null;
        rule = Find(root, segments, 0, ref captured);
        values = captured ?? (IReadOnlyList<string>)[];
        return rule is not null;
    }

    private static RouteRule? Find(Node node, IReadOnlyList<string> segments, int index, ref List<string>? values)
    {
        if (index == segments.Count)
        {
            return node.Exact ?? node.Below;
        }

        string segment = segments[index];
        if (node.Literals is { } literals
            && literals.TryGetValue(segment, out Node? literal)
            && Find(literal, segments, index + 1, ref values) is { } byLiteral)
        {
            return byLiteral;
        }

        if (node.Parameter is { } parameter && segment.Length > 0)
        {
            (values ??= []).Add(segment);
            if (Find(parameter, segments, index + 1, ref values) is { } byParameter)
            {
                return byParameter;
            }

            values?.RemoveAt(values.Count - 1);
        }

        return node.Below;
    }

    private sealed class Node
    {
        internal Dictionary<string, Node>? Literals { get; private set; }

        internal Node? Parameter { get; set; }

        internal RouteRule? Exact { get; set; }

        internal RouteRule? Below { get; set; }

        internal Node Literal(string text)
        {
            Dictionary<string, Node> literals = Literals ??= new Dictionary<string, Node>(StringComparer.Ordinal);
            if (!literals.TryGetValue(text, out Node? node))
            {
                literals[text] = node = new Node();
            }

            return node;
        }
    }
}
