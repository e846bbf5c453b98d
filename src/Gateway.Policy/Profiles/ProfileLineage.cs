using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace HmisGateway.Policy.Profiles;

/// <summary>A profile with those that it extends, from the first to itself. Dispose it when nothing of the files is needed any more.</summary>
/// <param name="others">The files that may be extended, by the name of their profile.</param>
/// <param name="members">What the root of a profile may have.</param>
/// <param name="errors">Where problems go.</param>
internal sealed class ProfileLineage(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> others, string[] members, List<ProfileError> errors) : IDisposable
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private readonly List<JsonDocument> _documents = [];
    private readonly List<ProfileObject> _layers = [];

    /// <summary>The profiles, the one that extends nothing first, the one that was asked for last.</summary>
    internal IReadOnlyList<ProfileObject> Layers => _layers;

    /// <summary>The profile that was asked for.</summary>
    internal ProfileObject Own => _layers[^1];

    /// <summary>SHA-256 of the file; of one that extends another, over that one's hash (64 letters) followed by the file.</summary>
    internal string Hash { get; private set; } = "";

    /// <summary>Reads a file and everything that it extends.</summary>
    /// <returns>False when something was reported that leaves nothing to compile.</returns>
    internal bool TryRead(ReadOnlyMemory<byte> json)
    {
        bool isRead = TryRead(json, "", []);
        return isRead && _layers.Count > 0;
    }

    /// <summary>The nearest profile that states a member; the profile itself when none does.</summary>
    internal ProfileObject Nearest(string member) => _layers.FindLast(layer => layer.Has(member)) ?? Own;

    /// <summary>The rules: those that are inherited in their order, replaced by name and without what is removed, then the new ones.</summary>
    internal IReadOnlyList<(JsonElement Element, string Where)> Rules()
    {
        var rules = new List<(JsonElement Element, string Where)>();
        for (int i = 0; i < _layers.Count; i++)
        {
            ProfileObject layer = _layers[i];
            IReadOnlyList<(JsonElement Element, string Where)> own = layer.Items("rules");
            Remove(layer, rules, own, isFirst: i == 0);
            var inherited = new HashSet<string>(rules.Select(static rule => NameOf(rule.Element)).OfType<string>(), StringComparer.Ordinal);
            foreach ((JsonElement Element, string Where) rule in own)
            {
                string? name = NameOf(rule.Element);
                if (name is not null && inherited.Remove(name))
                {
                    rules[rules.FindIndex(other => NameOf(other.Element) == name)] = rule;
                }
                else
                {
                    rules.Add(rule);
                }
            }
        }

        return rules;
    }

    /// <inheritdoc/>
    public void Dispose() => _documents.ForEach(static document => document.Dispose());

    private static string? NameOf(JsonElement rule) =>
        rule.ValueKind == JsonValueKind.Object && rule.TryGetProperty("name", out JsonElement name) && name.ValueKind == JsonValueKind.String
            ? name.GetString()
            : null;

    private static void Remove(
        ProfileObject layer, List<(JsonElement Element, string Where)> rules, IReadOnlyList<(JsonElement Element, string Where)> own, bool isFirst)
    {
        IReadOnlyList<string> removed = layer.Texts("remove");
        if (isFirst && layer.Has("remove"))
        {
            layer.Report("remove", "Only a profile that extends another one removes rules; add \"extends\", or leave this out.");
            return;
        }

        string[] known = [.. rules.Select(static rule => NameOf(rule.Element)).OfType<string>()];
        foreach (string name in removed)
        {
            if (own.Any(rule => NameOf(rule.Element) == name))
            {
                layer.Report("remove", $"'{name}' is a rule of this profile too, which replaces the inherited one; leave it out here.");
            }
            else if (rules.RemoveAll(rule => NameOf(rule.Element) == name) == 0)
            {
                layer.Report("remove", $"There is no rule '{name}' to remove{NearestName.Hint(name, known)}.");
            }
        }
    }

    private bool TryRead(ReadOnlyMemory<byte> json, string prefix, List<string> below)
    {
        if (Parse(json, prefix) is not { } document)
        {
            return false;
        }

        var layer = new ProfileObject(document.RootElement, prefix, errors, members);
        string hash = Convert.ToHexStringLower(SHA256.HashData(json.Span));
        if (layer.Text("extends") is { } parent)
        {
            string name = layer.Text("name") ?? "";
            if (!TryExtend(layer, parent, [.. below, name]))
            {
                return false;
            }

            hash = Convert.ToHexStringLower(SHA256.HashData([.. Encoding.ASCII.GetBytes(Hash), .. json.Span]));
        }

        Hash = hash;
        _layers.Add(layer);
        return true;
    }

    private bool TryExtend(ProfileObject layer, string parent, List<string> below)
    {
        if (below.Contains(parent, StringComparer.Ordinal))
        {
            layer.Report("extends", $"The profiles extend each other in a circle: {string.Join(" -> ", below.Append(parent))}; one of them must not extend.");
            return false;
        }

        if (!others.TryGetValue(parent, out ReadOnlyMemory<byte> json))
        {
            string known = others.Count == 0 ? "none" : string.Join(", ", others.Keys.Order(StringComparer.Ordinal));
            layer.Report("extends", $"There is no profile '{parent}' to extend{NearestName.Hint(parent, others.Keys)}; known are {known}.");
            return false;
        }

        return TryRead(json, parent + "#", below);
    }

    private JsonDocument? Parse(ReadOnlyMemory<byte> json, string prefix)
    {
        try
        {
            JsonDocument document = JsonDocument.Parse(json, Strict);
            _documents.Add(document);
            return document;
        }
        catch (JsonException)
        {
            errors.AddRange(NotStrict(JsonPlaces.Read(json.Span), prefix));
            return null;
        }
    }

    private static IEnumerable<ProfileError> NotStrict(JsonPlaces places, string prefix)
    {
        if (places.Fault is null && places.Repeated.Count > 0)
        {
            return places.Repeated.Select(pointer => new ProfileError(prefix + pointer, "This member stands twice in its object; keep one."));
        }

        (int Line, int Column) = places.Fault ?? (1, 1);
        var error = new ProfileError(prefix, "The file is not strict JSON from here on: no comments, no trailing commas, no member twice.");
        return [prefix.Length == 0 ? error with { Line = Line, Column = Column } : error];
    }
}
