using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Payloads;

namespace HmisGateway.Policy.Profiles;

/// <summary>Compiles one rule of a profile.</summary>
internal sealed class RuleCompiler(SharedSelectors shared, IReadOnlyList<string> basePaths, SelectorCompiler selectors, List<ProfileError> errors)
{
    private const string SoapActionHeader = "SOAPAction";

    private static readonly string[] OfParts = ["root", "operation", "kind", "select", "identity", "items", "lock", "roi", "learn", "members", "parts", "deleted"];

    private readonly PartCompiler _parts = new(shared, selectors, errors);

    /// <summary>Compiles a rule and reports everything that is wrong with it.</summary>
    /// <param name="element">The rule.</param>
    /// <param name="where">Its JSON pointer.</param>
    /// <returns>The rule; of use only when nothing was reported.</returns>
    internal RouteRule Compile(JsonElement element, string where)
    {
        var source = new ProfileObject(
            element, where, errors, "name", "description", "method", "path", "body", "root", "operation", "kind", "select", "identity",
            "items", "lock", "roi", "learn", "forwardHeaders", "members", "parts", "mutations", "queries", "deleted", "elements", "under", "withoutClients", "batch", "idSpace");
        IReadOnlyList<BodyFormat> bodies = source.Choices("body", BodyFormat.None);
        if (bodies.Count > 1 && (source.Has("elements") || bodies.Any(static body => body is BodyFormat.None or BodyFormat.OptionalJson or BodyFormat.GraphQL
            or BodyFormat.OdataBatch or BodyFormat.Soap or BodyFormat.Fhir or BodyFormat.FhirBundle or BodyFormat.HudCsv)))
        {
            source.Report("body", "'none', 'optionalJson', 'graphQL', 'odataBatch', 'soap', 'fhir', 'fhirBundle', 'hudCsv' and a document with 'elements' stand alone; write a second rule.");
        }

        BatchMode batch = source.Choice<BatchMode>("batch", bodies.Contains(BodyFormat.HudCsv) ? BatchMode.Split : BatchMode.Whole);
        RouteRule[] rules = [.. bodies.Select(body => Compile(source, body) with { Batch = batch })];
        if (batch == BatchMode.Split && !Array.TrueForAll(rules, CanSplit))
        {
            source.Report("batch", "Only HUD CSV and \"body\": \"json\" with 'items' that creates, updates or writes in bulk can be split; write \"whole\" or leave 'batch' out.");
        }

        return rules.Length == 1 ? rules[0] : rules[0] with { Alternatives = rules[1..] };
    }

    /// <summary>
    /// A list whose elements can be left out one by one. In a merge patch the list is the new one: what is left out would be deleted.
    /// </summary>
    private static bool CanSplit(RouteRule rule) => rule.Body == BodyFormat.HudCsv
        || (rule is { Body: BodyFormat.Json, Items: not null } && rule.Operation is Operation.Create or Operation.Update or Operation.Bulk);

    private RouteRule Compile(ProfileObject source, BodyFormat body) => body switch
    {
        BodyFormat.GraphQL => CompileGraphQL(source),
        BodyFormat.OdataBatch => CompileBatch(source),
        BodyFormat.HudCsv => CompileHudCsv(source),
        BodyFormat.Soap or BodyFormat.FhirBundle => CompileDocument(source, body),
        _ when source.Has("elements") => CompileDocument(source, body),
        _ => CompileFormat(source, body),
    };

    /// <summary>What every rule of a route says.</summary>
    private RouteRule Head(ProfileObject source, BodyFormat body) => new()
    {
        Name = source.Text("name", isRequired: true) ?? "",
        Description = source.Text("description") ?? "",
        Method = source.Text("method", isRequired: true) ?? "",
        Templates = Templates(source),
        Body = body,
        ForwardHeaders = [.. SelectorCompiler.ForwardHeaders(source).Union(shared.ForwardHeaders, StringComparer.OrdinalIgnoreCase)],
    };

    /// <summary>Refuses what the parts of such a body say for themselves.</summary>
    private static void RefuseOwn(ProfileObject source, string problem)
    {
        foreach (string member in OfParts.Where(source.Has))
        {
            source.Report(member, string.Format(CultureInfo.InvariantCulture, problem, member));
        }
    }

    private RouteRule CompileFormat(ProfileObject source, BodyFormat body)
    {
        IReadOnlyList<PlacedSelector> own = selectors.Selectors(source);
        IReadOnlyList<PlacedSelector> learns = selectors.Learns(source);
        RouteRule rule = Head(source, body) with
        {
            Root = source.Choice<RootType>("root", RootType.Object),
            Operation = source.Choice<Operation>("operation"),
            Kind = source.Choice<RecordKind>("kind", RecordKind.Other),
            Items = source.Text("items"),
            Members = source.Texts("members"),
            Parts = body == BodyFormat.Multipart ? Parts(source) : FrozenDictionary<string, PartContent>.Empty,
            Learns = [.. learns.Select(static learn => learn.Selector)],
        };
        RuleShape.Check(source, rule);
        bool writesJson = rule.Body != BodyFormat.None && rule.Operation is Operation.Create or Operation.Update or Operation.Bulk;
        IReadOnlyList<PlacedSelector> all = shared.Beside(own, writesJson);
        IReadOnlyList<LockField> locks = [.. selectors.Locks(source), .. writesJson ? shared.Locks : []];
        return rule with
        {
            KnowsLock = locks.Count > 0,
            Selectors = [.. all.Select(static selector => selector.Selector)],
            RequestSelectors = RequestSelectors(all, rule.Templates),
            BodyMatcher = MatcherCompiler.Body(source, rule, all, locks, errors),
            LearnMatcher = MatcherCompiler.Learn(learns, errors),
        };
    }

    private RouteRule CompileGraphQL(ProfileObject source)
    {
        RefuseOwn(source, "In GraphQL each field has its own '{0}'; move it under 'mutations' or 'queries'.");

        return Several(source, BodyFormat.GraphQL, "GraphQL") with
        {
            Mutations = _parts.Fields(source, "mutations"),
            Queries = _parts.Fields(source, "queries"),
        };
    }

    private RouteRule CompileBatch(ProfileObject source)
    {
        RefuseOwn(source, "The requests in a batch have their own rules; leave '{0}' out.");

        return Several(source, BodyFormat.OdataBatch, "A batch");
    }

    /// <summary>A rule for a body that holds several things with rules of their own.</summary>
    private RouteRule Several(ProfileObject source, BodyFormat body, string what)
    {
        RouteRule rule = Head(source, body) with { Operation = Operation.Bulk };
        if (rule.Method is not ("POST" or "") || rule.Templates.Any(static template => !template.IsExact))
        {
            source.Report("method", $"{what} is read from POST with an exact path, without parameters.");
        }

        return rule;
    }

    /// <summary>Compiles a rule whose payload holds records of several kinds.</summary>
    private RouteRule CompileDocument(ProfileObject source, BodyFormat body)
    {
        RefuseOwn(source, body == BodyFormat.FhirBundle
            ? "The entries of a bundle are covered by the other rules of the profile; leave '{0}' out."
            : "Each kind of element has its own '{0}'; move it under 'elements'.");

        RouteRule head = Head(source, body);
        RouteRule rule = head with
        {
            Operation = Operation.Bulk,
            ForwardHeaders = body == BodyFormat.Soap ? [.. head.ForwardHeaders.Union([SoapActionHeader], StringComparer.OrdinalIgnoreCase)] : head.ForwardHeaders,
            Elements = body == BodyFormat.FhirBundle ? FrozenDictionary<string, RouteRule>.Empty : _parts.Elements(source),
            Under = Under(source),
            WithoutClients = source.Texts("withoutClients").ToFrozenSet(StringComparer.Ordinal),
            OtherPart = _parts.Other(),
        };
        RuleShape.CheckDocument(source, rule);
        IReadOnlyList<PlacedSelector> outside = [.. shared.Selectors.Where(static selector => selector.Pointer is null)];
        return rule with
        {
            Selectors = [.. outside.Select(static selector => selector.Selector)],
            RequestSelectors = RequestSelectors(outside, rule.Templates),
        };
    }

    private static IReadOnlyList<string> Under(ProfileObject source)
    {
        if (SelectorCompiler.Pointer(source, "under", source.Text("under")) is not { } pointer)
        {
            return [];
        }

        if (pointer.IsAnyDepth || pointer.Steps.Count == 0 || pointer.Steps.Contains(null))
        {
            source.Report("under", "Name each element from the root down, without '*'.");
        }

        return [.. pointer.Steps.OfType<string>()];
    }

    private FrozenDictionary<string, PartContent> Parts(ProfileObject source)
    {
        var parts = new Dictionary<string, PartContent>(StringComparer.Ordinal);
        if (source.Find("parts") is { } element)
        {
            var members = new ProfileObject(element, source.At("parts"), errors, [.. source.Members("parts").Select(static part => part.Name)]);
            foreach ((string name, _, _) in source.Members("parts"))
            {
                if (!parts.TryAdd(JsonName.Fold(name), members.Choice<PartContent>(name)))
                {
                    members.Report(name, "Another part has this name in other letters; keep one.");
                }
            }
        }

        return parts.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private RouteRule CompileHudCsv(ProfileObject source)
    {
        RefuseOwn(source, "HUD CSV says by its columns where clients stand; leave '{0}' out.");

        RouteRule rule = Head(source, BodyFormat.HudCsv) with
        {
            Operation = Operation.Bulk,
            Kind = RecordKind.Client,
            IdSpace = source.Choice<IdSpace>("idSpace", IdSpace.Agency) == IdSpace.Agency ? IdentifierScheme.Agency : IdentifierScheme.Vendor,
        };
        if (rule.Method is not ("POST" or "PUT" or "") || rule.Templates.Any(static template => !template.IsExact))
        {
            source.Report("method", "HUD CSV is read from POST or PUT with an exact path, without parameters.");
        }

        return rule;
    }

    private List<PathTemplate> Templates(ProfileObject source)
    {
        var templates = new List<PathTemplate>();
        foreach (string text in source.Texts("path", isRequired: true).SelectMany(path => basePaths.Select(@base => @base.Length > 0 && path == "/" ? @base : @base + path)))
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
