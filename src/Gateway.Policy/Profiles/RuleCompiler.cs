using System.Collections.Frozen;
using System.Text.Json;
using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Payloads;

namespace HmisGateway.Policy.Profiles;

/// <summary>Compiles one rule of a profile.</summary>
internal sealed class RuleCompiler(SharedSelectors shared, IReadOnlyList<string> basePaths, SelectorCompiler selectors, List<ProfileError> errors)
{
    private const string SoapActionHeader = "SOAPAction";

    private static readonly string[] NeedBody = ["items", "identity", "lock", "roi", "root", "deleted"];
    private static readonly string[] OfFields = ["root", "operation", "kind", "select", "identity", "items", "lock", "roi", "learn", "members", "parts", "deleted"];
    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];

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

    private RouteRule CompileFormat(ProfileObject source, BodyFormat body)
    {
        IReadOnlyList<PathTemplate> templates = Templates(source);
        IReadOnlyList<PlacedSelector> own = selectors.Selectors(source);
        IReadOnlyList<PlacedSelector> learns = selectors.Learns(source);
        var rule = new RouteRule
        {
            Name = source.Text("name", isRequired: true) ?? "",
            Description = source.Text("description") ?? "",
            Method = source.Text("method", isRequired: true) ?? "",
            Templates = templates,
            Body = body,
            Root = source.Choice<RootType>("root", RootType.Object),
            Operation = source.Choice<Operation>("operation"),
            Kind = source.Choice<RecordKind>("kind", RecordKind.Other),
            Items = source.Text("items"),
            Members = source.Texts("members"),
            Parts = body == BodyFormat.Multipart ? Parts(source) : FrozenDictionary<string, PartContent>.Empty,
            Learns = [.. learns.Select(static l => l.Selector)],
            ForwardHeaders = [.. SelectorCompiler.ForwardHeaders(source).Union(shared.ForwardHeaders, StringComparer.OrdinalIgnoreCase)],
        };
        CheckShape(source, rule);
        bool writesJson = rule.Body != BodyFormat.None && rule.Operation is Operation.Create or Operation.Update or Operation.Bulk;
        IReadOnlyList<PlacedSelector> all = WithShared(own, writesJson);
        IReadOnlyList<LockField> locks = [.. selectors.Locks(source), .. writesJson ? shared.Locks : []];
        return rule with
        {
            KnowsLock = locks.Count > 0,
            Selectors = [.. all.Select(static s => s.Selector)],
            RequestSelectors = RequestSelectors(all, templates),
            BodyMatcher = MatcherCompiler.Body(source, rule, all, locks, errors),
            LearnMatcher = MatcherCompiler.Learn(learns, errors),
        };
    }

    private RouteRule CompileGraphQL(ProfileObject source)
    {
        foreach (string member in OfFields.Where(source.Has))
        {
            source.Report(member, $"In GraphQL each field has its own '{member}'; move it under 'mutations' or 'queries'.");
        }

        return Several(source, BodyFormat.GraphQL, "GraphQL") with
        {
            Mutations = Fields(source, "mutations"),
            Queries = Fields(source, "queries"),
        };
    }

    private RouteRule CompileBatch(ProfileObject source)
    {
        foreach (string member in OfFields.Where(source.Has))
        {
            source.Report(member, $"The requests in a batch have their own rules; leave '{member}' out.");
        }

        return Several(source, BodyFormat.OdataBatch, "A batch");
    }

    /// <summary>A rule for a body that holds several things with rules of their own.</summary>
    private RouteRule Several(ProfileObject source, BodyFormat body, string what)
    {
        var rule = new RouteRule
        {
            Name = source.Text("name", isRequired: true) ?? "",
            Description = source.Text("description") ?? "",
            Method = source.Text("method", isRequired: true) ?? "",
            Templates = Templates(source),
            Body = body,
            Operation = Operation.Bulk,
            ForwardHeaders = [.. SelectorCompiler.ForwardHeaders(source).Union(shared.ForwardHeaders, StringComparer.OrdinalIgnoreCase)],
        };
        if (rule.Method is not ("POST" or "") || rule.Templates.Any(static template => !template.IsExact))
        {
            source.Report("method", $"{what} is read from POST with an exact path, without parameters.");
        }

        return rule;
    }

    /// <summary>Compiles a rule whose payload holds records of several kinds.</summary>
    private RouteRule CompileDocument(ProfileObject source, BodyFormat body)
    {
        foreach (string member in OfFields.Where(source.Has))
        {
            source.Report(member, body == BodyFormat.FhirBundle
                ? $"The entries of a bundle are covered by the other rules of the profile; leave '{member}' out."
                : $"Each kind of element has its own '{member}'; move it under 'elements'.");
        }

        IReadOnlyList<PathTemplate> templates = Templates(source);
        var rule = new RouteRule
        {
            Name = source.Text("name", isRequired: true) ?? "",
            Description = source.Text("description") ?? "",
            Method = source.Text("method", isRequired: true) ?? "",
            Templates = templates,
            Body = body,
            Operation = Operation.Bulk,
            ForwardHeaders = [.. SelectorCompiler.ForwardHeaders(source).Union(shared.ForwardHeaders, StringComparer.OrdinalIgnoreCase)
                .Union(body == BodyFormat.Soap ? [SoapActionHeader] : [], StringComparer.OrdinalIgnoreCase)],
            Elements = body == BodyFormat.FhirBundle ? FrozenDictionary<string, RouteRule>.Empty : Elements(source),
            Under = Under(source),
            WithoutClients = source.Texts("withoutClients").ToFrozenSet(StringComparer.Ordinal),
            OtherPart = OtherPart(),
        };
        CheckDocument(source, rule);
        IReadOnlyList<PlacedSelector> outside = [.. shared.Selectors.Where(static selector => selector.Pointer is null)];
        return rule with
        {
            Selectors = [.. outside.Select(static selector => selector.Selector)],
            RequestSelectors = RequestSelectors(outside, templates),
        };
    }

    private static void CheckDocument(ProfileObject source, RouteRule rule)
    {
        if (rule.Method is not ("POST" or "PUT" or "PATCH" or "") || rule.Templates.Any(static template => !template.IsExact))
        {
            source.Report("method", "A document of several records is read from POST, PUT or PATCH with an exact path, without parameters.");
        }

        if (rule.Body is not (BodyFormat.Xml or BodyFormat.Soap or BodyFormat.FhirBundle))
        {
            source.Report("elements", "Elements stand in XML and SOAP; write \"body\": \"xml\".");
        }
        else if (rule.Body != BodyFormat.FhirBundle && rule.Elements.Count == 0)
        {
            source.Report("elements", "The object 'elements' is missing or empty; name each kind of element that is a record.");
        }

        if (rule.Body == BodyFormat.Xml != source.Has("under"))
        {
            source.Report("under", rule.Body == BodyFormat.Xml
                ? "The member 'under' is missing; name the elements that lead to the records, for example '/Sources/Source/Export'."
                : "Only XML has 'under'.");
        }

        foreach (string name in rule.WithoutClients.Where(rule.Elements.ContainsKey))
        {
            source.Report("withoutClients", $"'{name}' stands under 'elements' too; keep one.");
        }
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

    private FrozenDictionary<string, RouteRule> Elements(ProfileObject source)
    {
        var elements = new Dictionary<string, RouteRule>(StringComparer.Ordinal);
        foreach ((string name, JsonElement element, string where) in source.Members("elements"))
        {
            var kind = new ProfileObject(
                element, where, errors, "description", "operation", "kind", "select", "identity", "items", "lock", "roi", "learn", "deleted", "namespace", "action");
            elements[name] = CompilePart(kind, name) with { Namespace = kind.Text("namespace"), Action = kind.Text("action") };
        }

        return elements.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>What may stand in any part: the shared references, and nothing else.</summary>
    private RouteRule OtherPart()
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
        foreach (string member in OfFields.Where(source.Has))
        {
            source.Report(member, $"HUD CSV says by its columns where clients stand; leave '{member}' out.");
        }

        var rule = new RouteRule
        {
            Name = source.Text("name", isRequired: true) ?? "",
            Description = source.Text("description") ?? "",
            Method = source.Text("method", isRequired: true) ?? "",
            Templates = Templates(source),
            Body = BodyFormat.HudCsv,
            Operation = Operation.Bulk,
            Kind = RecordKind.Client,
            IdSpace = source.Choice<IdSpace>("idSpace", IdSpace.Agency) == IdSpace.Agency ? IdentifierScheme.Agency : IdentifierScheme.Vendor,
            ForwardHeaders = [.. SelectorCompiler.ForwardHeaders(source).Union(shared.ForwardHeaders, StringComparer.OrdinalIgnoreCase)],
        };
        if (rule.Method is not ("POST" or "PUT" or "") || rule.Templates.Any(static template => !template.IsExact))
        {
            source.Report("method", "HUD CSV is read from POST or PUT with an exact path, without parameters.");
        }

        return rule;
    }

    private FrozenDictionary<string, RouteRule> Fields(ProfileObject source, string member)
    {
        var fields = new Dictionary<string, RouteRule>(StringComparer.Ordinal);
        foreach ((string name, JsonElement element, string where) in source.Members(member))
        {
            var field = new ProfileObject(
                element, where, errors, "description", "operation", "kind", "select", "identity", "items", "lock", "roi", "learn");
            fields[name] = CompilePart(field, name);
        }

        return fields.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>Compiles the rule of a part of a payload: pointers start at the part.</summary>
    private RouteRule CompilePart(ProfileObject source, string name)
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
        IReadOnlyList<PlacedSelector> all = [.. WithShared(own, writes).Where(static selector => selector.Pointer is not null)];
        IReadOnlyList<LockField> locks = [.. selectors.Locks(source), .. writes ? shared.Locks : []];
        return part with
        {
            KnowsLock = locks.Count > 0,
            Selectors = [.. all.Select(static selector => selector.Selector)],
            BodyMatcher = MatcherCompiler.Body(source, part, all, locks, errors),
            LearnMatcher = MatcherCompiler.Learn(learns, errors),
        };
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

    private static void CheckShape(ProfileObject source, RouteRule rule)
    {
        bool reads = rule.Method is "GET" or "HEAD";
        if (rule.Method.Length > 0 && Array.IndexOf(Methods, rule.Method) < 0)
        {
            source.Report("method", $"'{rule.Method}' is not known{NearestName.Hint(rule.Method, Methods)}; write one of {string.Join(", ", Methods)}.");
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

        if (rule.Body == BodyFormat.JsonPatch && (rule.Items is not null || rule.Root != RootType.Object))
        {
            source.Report("body", "A JSON Patch changes one record; it has no 'items' and no 'root'.");
        }

        if (source.Has("parts") && !source.Choices("body", BodyFormat.None).Contains(BodyFormat.Multipart))
        {
            source.Report("parts", "Only a multipart body has parts; add \"body\": \"multipart\".");
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
            bool isReplaced = own.Any(selector.IsSamePlace);
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
