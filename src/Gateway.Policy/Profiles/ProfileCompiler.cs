using System.Collections.Frozen;
using System.Text.Json;

namespace HmisGateway.Policy.Profiles;

/// <summary>Reads a profile file. The format is described in <c>docs/reference/profiles.md</c>.</summary>
public static class ProfileCompiler
{
    private static readonly string[] Members =
        ["$schema", "name", "extends", "remove", "description", "forwardHeaders", "errorEnvelope", "basePaths", "shared", "rules"];

    /// <summary>Compiles a profile, or reports everything that is wrong with it.</summary>
    /// <param name="json">The file.</param>
    /// <param name="others">The files of the profiles that it may extend, by name; null for none.</param>
    /// <returns>The profile, or all problems, each with its place and what to do.</returns>
    public static ProfileCompilation Compile(ReadOnlyMemory<byte> json, IReadOnlyDictionary<string, ReadOnlyMemory<byte>>? others = null)
    {
        var errors = new List<ProfileError>();
        using var lineage = new ProfileLineage(others ?? FrozenDictionary<string, ReadOnlyMemory<byte>>.Empty, Members, errors);
        VendorProfile? profile = null;
        try
        {
            profile = lineage.TryRead(json) ? Read(lineage, errors) : null;
        }
        catch (InvalidOperationException)
        {
            errors.Add(new ProfileError("", "The file holds text that is not valid Unicode; save it as UTF-8."));
        }

        if (profile is not null && errors.Count == 0)
        {
            return new ProfileCompilation.Compiled(profile);
        }

        JsonPlaces places = JsonPlaces.Read(json.Span);
        return new ProfileCompilation.Rejected([.. errors.Distinct().Select(places.Locate)]);
    }

    /// <summary>The name that a profile file states.</summary>
    /// <param name="json">The file.</param>
    /// <returns>The name, or null when it cannot be read.</returns>
    public static string? NameOf(ReadOnlyMemory<byte> json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("name", out JsonElement name)
                && name.ValueKind == JsonValueKind.String
                ? name.GetString()
                : null;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static VendorProfile Read(ProfileLineage lineage, List<ProfileError> errors)
    {
        ProfileObject own = lineage.Own;
        string name = own.Text("name", isRequired: true) ?? "";
        if (name.Any(static c => !char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '-'))
        {
            own.Report("name", "A profile's name has lower-case letters, digits and '-' only.");
        }

        var selectors = new SelectorCompiler(errors);
        var compiler = new RuleCompiler(Shared(lineage, selectors, errors), BasePaths(lineage.Nearest("basePaths")), selectors, errors);
        IReadOnlyList<(JsonElement Element, string Where)> items = lineage.Rules();
        if (items.Count == 0)
        {
            own.Report("rules", "A profile needs at least one rule.");
        }

        List<(RouteRule Rule, string Where)> rules = [.. items.Select(item => (compiler.Compile(item.Element, item.Where), item.Where))];
        CheckUnique(rules, errors);
        ErrorEnvelope? envelope = new ErrorEnvelopeCompiler(errors).Compile(lineage.Nearest("errorEnvelope"));
        return new VendorProfile(
            name,
            lineage.Nearest("description").Text("description") ?? "",
            lineage.Hash,
            errors.Count == 0 ? [.. rules.Select(static rule => rule.Rule)] : [],
            envelope);
    }

    /// <summary>Where the API is mounted; rules are relative to each of these.</summary>
    private static IReadOnlyList<string> BasePaths(ProfileObject source)
    {
        IReadOnlyList<string> paths = source.Texts("basePaths");
        foreach (string path in paths.Where(static path => path.Length > 0))
        {
            if (path[0] != '/' || path[^1] == '/' || !PathTemplate.TryParse(path, out PathTemplate? template, out _) || !template.IsExact)
            {
                source.Report("basePaths", $"'{path}' is not a base path; write it without parameters and without a '/' at its end, or \"\" for none.");
            }
        }

        return paths.Count == 0 ? [""] : paths;
    }

    /// <summary>What all rules share: of selectors for one place the nearest counts, locks and headers add up.</summary>
    private static SharedSelectors Shared(ProfileLineage lineage, SelectorCompiler selectors, List<ProfileError> errors)
    {
        var all = new List<PlacedSelector>();
        var locks = new List<LockField>();
        foreach (ProfileObject layer in lineage.Layers)
        {
            if (layer.Find("shared") is not { } element)
            {
                continue;
            }

            var shared = new ProfileObject(element, layer.At("shared"), errors, "select", "lock", "description");
            IReadOnlyList<PlacedSelector> stated = selectors.Selectors(shared);
            foreach (PlacedSelector selector in stated.Where(static s => s.Selector.Source == SelectorSource.Path))
            {
                errors.Add(new ProfileError(selector.Where, "Path parameters belong to a rule; move this selector there."));
            }

            all.RemoveAll(inherited => stated.Any(selector => selector.IsSamePlace(inherited)));
            all.AddRange(stated.Where(static s => s.Selector.Source != SelectorSource.Path));
            locks.AddRange(selectors.Locks(shared));
        }

        return new SharedSelectors(
            all, locks, [.. lineage.Layers.SelectMany(SelectorCompiler.ForwardHeaders).Distinct(StringComparer.OrdinalIgnoreCase)]);
    }

    private static void CheckUnique(List<(RouteRule Rule, string Where)> rules, List<ProfileError> errors)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        var routes = new Dictionary<string, (RouteRule Rule, string Where)>(StringComparer.Ordinal);
        foreach ((RouteRule rule, string where) in rules)
        {
            if (rule.Name.Length > 0 && !names.TryAdd(rule.Name, where))
            {
                errors.Add(new ProfileError($"{where}/name", $"The rule at {names[rule.Name]} has the name '{rule.Name}' too; name each rule once."));
            }

            foreach (PathTemplate template in rule.Templates)
            {
                if (!routes.TryAdd($"{rule.Method} {template.Shape}", (rule, where)))
                {
                    (RouteRule other, string place) = routes[$"{rule.Method} {template.Shape}"];
                    errors.Add(new ProfileError(
                        $"{where}/path", $"'{rule.Method} {template.Text}' is covered by the rule '{other.Name}' at {place} too; keep one."));
                }
            }
        }
    }
}
