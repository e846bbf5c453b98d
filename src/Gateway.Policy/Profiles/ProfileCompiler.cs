using System.Security.Cryptography;
using System.Text.Json;

namespace HmisGateway.Policy.Profiles;

/// <summary>Reads a profile file. The format is described in <c>docs/reference/profiles.md</c>.</summary>
public static class ProfileCompiler
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>Compiles a profile, or reports everything that is wrong with it.</summary>
    /// <param name="json">The file.</param>
    /// <returns>The profile, or all problems, each with its place and what to do.</returns>
    public static ProfileCompilation Compile(ReadOnlyMemory<byte> json)
    {
        var errors = new List<ProfileError>();
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, Strict);
            VendorProfile profile = Read(document.RootElement, Convert.ToHexStringLower(SHA256.HashData(json.Span)), errors);
            return errors.Count == 0 ? new ProfileCompilation.Compiled(profile) : new ProfileCompilation.Rejected([.. errors.Distinct()]);
        }
        catch (JsonException e)
        {
            string where = $"line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}";
            return new ProfileCompilation.Rejected(
                [new ProfileError("", $"The file is not strict JSON ({where}): no comments, no trailing commas, no member twice.")]);
        }
        catch (InvalidOperationException)
        {
            return new ProfileCompilation.Rejected([new ProfileError("", "The file holds text that is not valid Unicode; save it as UTF-8.")]);
        }
    }

    private static VendorProfile Read(JsonElement root, string hash, List<ProfileError> errors)
    {
        var source = new ProfileObject(root, "", errors, "$schema", "name", "description", "forwardHeaders", "errorEnvelope", "basePaths", "shared", "rules");
        string name = source.Text("name", isRequired: true) ?? "";
        if (name.Any(static c => !char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '-'))
        {
            source.Report("name", "A profile's name has lower-case letters, digits and '-' only.");
        }

        var selectors = new SelectorCompiler(errors);
        var compiler = new RuleCompiler(Shared(source, selectors, errors), BasePaths(source), selectors, errors);
        IReadOnlyList<(JsonElement Element, string Where)> items = source.Items("rules");
        if (items.Count == 0)
        {
            source.Report("rules", "A profile needs at least one rule.");
        }

        List<RouteRule> rules = [.. items.Select(item => compiler.Compile(item.Element, item.Where))];
        CheckUnique(rules, errors);
        ErrorEnvelope? envelope = new ErrorEnvelopeCompiler(errors).Compile(source);
        return new VendorProfile(name, source.Text("description") ?? "", hash, errors.Count == 0 ? rules : [], envelope);
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

    private static SharedSelectors Shared(ProfileObject source, SelectorCompiler selectors, List<ProfileError> errors)
    {
        IReadOnlyList<string> headers = SelectorCompiler.ForwardHeaders(source);
        if (source.Find("shared") is not { } element)
        {
            return new SharedSelectors([], [], headers);
        }

        var shared = new ProfileObject(element, source.At("shared"), errors, "select", "lock", "description");
        IReadOnlyList<PlacedSelector> stated = selectors.Selectors(shared);
        foreach (PlacedSelector selector in stated.Where(static s => s.Selector.Source == SelectorSource.Path))
        {
            errors.Add(new ProfileError(selector.Where, "Path parameters belong to a rule; move this selector there."));
        }

        return new SharedSelectors([.. stated.Where(static s => s.Selector.Source != SelectorSource.Path)], selectors.Locks(shared), headers);
    }

    private static void CheckUnique(List<RouteRule> rules, List<ProfileError> errors)
    {
        var names = new Dictionary<string, int>(StringComparer.Ordinal);
        var routes = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < rules.Count; i++)
        {
            RouteRule rule = rules[i];
            if (rule.Name.Length > 0 && !names.TryAdd(rule.Name, i))
            {
                errors.Add(new ProfileError($"/rules/{i}/name", $"The rule {names[rule.Name]} has the name '{rule.Name}' too; name each rule once."));
            }

            foreach (PathTemplate template in rule.Templates)
            {
                if (!routes.TryAdd($"{rule.Method} {template.Shape}", i))
                {
                    int other = routes[$"{rule.Method} {template.Shape}"];
                    errors.Add(new ProfileError(
                        $"/rules/{i}/path", $"'{rule.Method} {template.Text}' is covered by rule {other} ('{rules[other].Name}') too; keep one."));
                }
            }
        }
    }
}
