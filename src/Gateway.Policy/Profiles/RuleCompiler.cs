using System.Text.Json;

namespace HmisGateway.Policy.Profiles;

/// <summary>Compiles one rule of a profile.</summary>
internal sealed class RuleCompiler(SharedSelectors shared, SelectorCompiler selectors, List<ProfileError> errors)
{
    private static readonly string[] NeedBody = ["items", "identity", "lock", "root"];
    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];

    /// <summary>Compiles a rule and reports everything that is wrong with it.</summary>
    /// <param name="element">The rule.</param>
    /// <param name="where">Its JSON pointer.</param>
    /// <returns>The rule; of use only when nothing was reported.</returns>
    internal RouteRule Compile(JsonElement element, string where)
    {
        var source = new ProfileObject(
            element, where, errors, "name", "description", "method", "path", "body", "root", "operation", "kind", "select", "identity",
            "items", "lock", "learn", "forwardHeaders", "members");
        IReadOnlyList<PathTemplate> templates = Templates(source);
        IReadOnlyList<PlacedSelector> own = selectors.Selectors(source);
        IReadOnlyList<PlacedSelector> learns = selectors.Learns(source);
        var rule = new RouteRule
        {
            Name = source.Text("name", isRequired: true) ?? "",
            Description = source.Text("description") ?? "",
            Method = source.Text("method", isRequired: true) ?? "",
            Templates = templates,
            Body = source.Choice<BodyFormat>("body", BodyFormat.None),
            Root = source.Choice<RootType>("root", RootType.Object),
            Operation = source.Choice<Operation>("operation"),
            Kind = source.Choice<RecordKind>("kind", RecordKind.Other),
            Items = source.Text("items"),
            Members = source.Texts("members"),
            Learns = [.. learns.Select(static l => l.Selector)],
            ForwardHeaders = [.. SelectorCompiler.ForwardHeaders(source).Union(shared.ForwardHeaders, StringComparer.OrdinalIgnoreCase)],
        };
        CheckShape(source, rule);
        bool writesJson = rule.Body != BodyFormat.None && rule.Operation is Operation.Create or Operation.Update or Operation.Bulk;
        IReadOnlyList<PlacedSelector> all = WithShared(own, writesJson);
        return rule with
        {
            Selectors = [.. all.Select(static s => s.Selector)],
            RequestSelectors = RequestSelectors(all, templates),
            BodyMatcher = MatcherCompiler.Body(source, rule, all, [.. selectors.Locks(source), .. writesJson ? shared.Locks : []], errors),
            LearnMatcher = MatcherCompiler.Learn(learns, errors),
        };
    }

    private static List<PathTemplate> Templates(ProfileObject source)
    {
        var templates = new List<PathTemplate>();
        foreach (string text in source.Texts("path", isRequired: true))
        {
            if (!PathTemplate.TryParse(text, out PathTemplate? template, out string? problem))
            {
                source.Report("path", problem);
            }
            else if (templates.Count > 0 && !template.Parameters.SequenceEqual(templates[0].Parameters))
            {
                source.Report("path", "All paths of a rule have the same parameters in the same order; write a second rule.");
            }
            else
            {
                templates.Add(template);
            }
        }

        return templates;
    }

    private static void CheckShape(ProfileObject source, RouteRule rule)
    {
        bool reads = rule.Method is "GET" or "HEAD";
        if (rule.Method.Length > 0 && Array.IndexOf(Methods, rule.Method) < 0)
        {
            source.Report("method", $"'{rule.Method}' is not known; write one of {string.Join(", ", Methods)}.");
        }

        if (!reads && rule.Templates.Any(static t => t.CoversBelow))
        {
            source.Report("path", "Only GET and HEAD rules may end with '/**'; name each path that writes.");
        }

        if (!reads
            && rule.Operation is Operation.Read or Operation.Search or Operation.Auth
            && rule.Templates.Any(static t => !t.IsExact))
        {
            source.Report("path", "A read, search or auth rule for this method needs an exact path, without parameters.");
        }

        if (rule.Operation == Operation.Delete && rule.Body != BodyFormat.None)
        {
            source.Report("body", "A delete carries only ids in the path; leave 'body' out.");
        }

        if (rule.Body == BodyFormat.None)
        {
            foreach (string member in NeedBody.Where(source.Has))
            {
                source.Report(member, $"'{member}' needs a body; add \"body\": \"json\".");
            }
        }
    }

    private List<PlacedSelector> WithShared(IReadOnlyList<PlacedSelector> own, bool writesJson)
    {
        var all = new List<PlacedSelector>(own);
        foreach (PlacedSelector selector in shared.Selectors)
        {
            bool applies = selector.Pointer is null || writesJson;
            bool isReplaced = own.Any(o => o.Selector.Source == selector.Selector.Source && o.Selector.Name == selector.Selector.Name);
            if (applies && !isReplaced)
            {
                all.Add(selector);
            }
        }

        return all;
    }

    private List<RequestSelector> RequestSelectors(IReadOnlyList<PlacedSelector> all, IReadOnlyList<PathTemplate> templates)
    {
        var compiled = new List<RequestSelector>();
        foreach (PlacedSelector placed in all)
        {
            ReferenceSelector selector = placed.Selector;
            int index = -1;
            if (selector.Source == SelectorSource.Path)
            {
                IReadOnlyList<string> parameters = templates.Count > 0 ? templates[0].Parameters : [];
                index = parameters.ToList().IndexOf(selector.Name);
                if (index < 0 && templates.Count > 0)
                {
                    errors.Add(new ProfileError(
                        placed.Where, $"No path has a parameter '{{{selector.Name}}}'; parameters are {Known(parameters)}."));
                }
            }

            switch (selector.Source)
            {
                case SelectorSource.Path:
                    compiled.Add(new RequestSelector(selector, index, selector.Name, "path"));
                    break;
                case SelectorSource.Query:
                    compiled.Add(new RequestSelector(selector, index, CanonicalQuery.FoldKey(selector.Name), $"query:{selector.Name}"));
                    break;
                case SelectorSource.Header:
                    compiled.Add(new RequestSelector(selector, index, selector.Name, $"header:{selector.Name}"));
                    break;
            }
        }

        return compiled;
    }

    private static string Known(IReadOnlyList<string> parameters) => parameters.Count == 0 ? "none" : string.Join(", ", parameters);
}
