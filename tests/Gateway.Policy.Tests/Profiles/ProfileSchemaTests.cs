using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using HmisGateway.Policy.Profiles;

namespace HmisGateway.Policy.Tests.Profiles;

/// <summary>The shipped JSON schema and the compiler know the same members and the same words, and every shipped profile is valid.</summary>
/// <remarks>
/// Each place of the schema is put to the compiler with a member or a word that nobody knows: its answer lists what it knows there. So neither can
/// learn a member or a word without the other.
/// </remarks>
public sealed partial class ProfileSchemaTests
{
    private const string Unknown = "?";

    private static readonly string Folder = Path.Combine(The.Repository, "src", "Gateway", "Profiles");
    private static readonly JsonSchema Schema = new(JsonElement.Parse(File.ReadAllBytes(Path.Combine(Folder, "profile.schema.json"))));

    /// <summary>The profiles that are shipped.</summary>
    public static TheoryData<string> Profiles =>
        [.. Directory.GetFiles(Folder, "*.json").Select(file => Path.GetFileName(file)!).Where(static name => name != "profile.schema.json").Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Profiles))]
    public void Every_shipped_profile_is_valid(string file) =>
        Schema.Problems(JsonElement.Parse(File.ReadAllBytes(Path.Combine(Folder, file)))).ShouldBeEmpty();

    [Theory]
    [InlineData("""{ "rules": [] }""", "has no 'name'")]
    [InlineData("""{ "name": "a" }""", "fits none of several schemas")]
    [InlineData("""{ "name": "A b", "rules": [] }""", "/name: does not match")]
    [InlineData("""{ "name": "a", "rules": [{ "name": "r", "method": "post", "path": "/a" }] }""", "/rules/0/method: is none of")]
    [InlineData("""{ "name": "a", "rules": [{ "name": "r", "method": "POST", "path": "/a", "operaton": "create" }] }""", "/rules/0/operaton: is not known")]
    [InlineData("""{ "name": "a", "rules": [{ "name": "r", "method": "POST", "path": "/a", "select": [{ "json": "/a", "query": "a", "scheme": "vendor" }] }] }""", "exactly one")]
    [InlineData("""{ "name": "a", "rules": [{ "name": "r", "method": "POST", "path": "/a", "lock": [{ "json": "/a", "values": [null] }] }] }""", "values/0: is not of type")]
    public void What_is_wrong_with_a_profile_is_found_by_the_schema(string profile, string problem) =>
        Schema.Problems(JsonElement.Parse(profile)).ShouldContain(found => found.Contains(problem, StringComparison.Ordinal));

    [Fact]
    public void Schema_and_compiler_know_the_same_members_everywhere()
    {
        int places = 0;
        foreach ((JsonElement schema, string[] path) in Objects(Schema.Root, []))
        {
            string[] inSchema = [.. schema.GetProperty("properties").EnumerateObject().Select(static member => member.Name).Order(StringComparer.Ordinal)];
            string place = Pointer([.. path, Unknown]);
            string answer = Ask([.. path, Unknown], JsonValue.Create(1), place, "Unknown member")
                ?? throw new InvalidOperationException($"The compiler does not look at {place}: the schema knows an object that it does not.");
            string[] inCompiler = [.. KnownAre().Match(answer).Groups[1].Value.Split(", ").Order(StringComparer.Ordinal)];
            inSchema.ShouldBe(inCompiler, $"profile.schema.json has to state at {Pointer(path)} the members {string.Join(", ", inCompiler)}");
            places++;
        }

        places.ShouldBeGreaterThan(10);
    }

    [Fact]
    public void Schema_and_compiler_know_the_same_words_everywhere()
    {
        int places = 0;
        foreach ((JsonElement schema, string[] path) in Words(Schema.Root, []))
        {
            string place = Pointer(path);
            string? answer = Ask(path, JsonValue.Create(Unknown), place, "write one of");
            string[] inCompiler = answer is null ? [] : [.. WriteOneOf().Match(answer).Groups[1].Value.Split(", ")];
            string[] inSchema = schema.TryGetProperty("enum", out JsonElement words) ? [.. words.EnumerateArray().Select(static word => word.GetString()!)] : [];
            inSchema.Except(inCompiler).ShouldBeEmpty($"profile.schema.json states words at {place} that the compiler does not know");
            foreach (string word in inCompiler.Except(inSchema))
            {
                // Known, and refused here all the same, with a reason of its own.
                Ask(path, JsonValue.Create(word), place, "").ShouldNotBeNull($"profile.schema.json has to state '{word}' at {place}");
            }

            places += inSchema.Length > 0 ? 1 : 0;
        }

        places.ShouldBeGreaterThan(10);
    }

    /// <summary>What the compiler says about a value at a place, whatever body the rule takes; null when it says nothing like it.</summary>
    private static string? Ask(string[] path, JsonNode value, string place, string words)
    {
        foreach (BodyFormat body in Enum.GetValues<BodyFormat>())
        {
            var profile = (JsonObject)Around(path, value)!;
            string format = body.ToString();
            if (profile["rules"] is JsonArray rules && rules[0] is JsonObject rule && !rule.ContainsKey("body"))
            {
                rule["body"] = char.ToLowerInvariant(format[0]) + format[1..];
            }

            var compiled = ProfileCompiler.Compile(Encoding.UTF8.GetBytes(profile.ToJsonString()));
            ProfileError? found = (compiled as ProfileCompilation.Rejected)?.Errors
                .FirstOrDefault(error => error.Where == place && error.Problem.Contains(words, StringComparison.Ordinal));
            if (found is not null)
            {
                return found.Problem;
            }
        }

        return null;
    }

    /// <summary>A value inside objects and lists; beside it what makes the compiler read on to it.</summary>
    private static JsonNode Around(string[] path, JsonNode value)
    {
        JsonNode node = value.DeepClone();
        for (int i = path.Length - 1; i >= 0; i--)
        {
            if (path[i] == "0")
            {
                node = new JsonArray(node);
                continue;
            }

            var around = new JsonObject { [path[i]] = node };
            if (path[i] is "scheme" or "role")
            {
                around["json"] = "/a";
            }

            if (path[i] == "role")
            {
                around["scheme"] = "vendor";
            }

            node = around;
        }

        return node;
    }

    /// <summary>Every object of the schema that states its members, with the way to one in a profile.</summary>
    private static IEnumerable<(JsonElement Schema, string[] Path)> Objects(JsonElement node, string[] path)
    {
        JsonElement schema = Schema.Resolve(node);
        if (schema.TryGetProperty("properties", out JsonElement properties))
        {
            yield return (schema, path);
            foreach ((JsonElement Schema, string[] Path) found in properties.EnumerateObject().SelectMany(member => Objects(member.Value, [.. path, member.Name])))
            {
                yield return found;
            }
        }

        foreach ((JsonElement below, string step) in Below(schema))
        {
            foreach ((JsonElement Schema, string[] Path) found in Objects(below, [.. path, step]))
            {
                yield return found;
            }
        }
    }

    /// <summary>Every string of the schema, with the way to one in a profile.</summary>
    private static IEnumerable<(JsonElement Schema, string[] Path)> Words(JsonElement node, string[] path)
    {
        JsonElement schema = Schema.Resolve(node);
        if (schema.TryGetProperty("type", out JsonElement type) && type.ValueKind == JsonValueKind.String && type.GetString() == "string")
        {
            yield return (schema, path);
        }

        // Where a word or a list of words may stand, the compiler reports at the place of both.
        foreach ((JsonElement Schema, string[] Path) found in Alternatives(schema).SelectMany(one => Words(one, path)))
        {
            yield return found;
        }

        IEnumerable<(JsonElement, string)> members = schema.TryGetProperty("properties", out JsonElement properties)
            ? properties.EnumerateObject().Select(static member => (member.Value, member.Name))
            : [];
        foreach ((JsonElement below, string step) in members.Concat(Below(schema)))
        {
            foreach ((JsonElement Schema, string[] Path) found in Words(below, [.. path, step]))
            {
                yield return found;
            }
        }
    }

    private static IEnumerable<JsonElement> Alternatives(JsonElement schema) =>
        schema.TryGetProperty("anyOf", out JsonElement any)
            ? any.EnumerateArray().Where(static one => Schema.Resolve(one).TryGetProperty("type", out JsonElement type) && type.ValueEquals("string"))
            : [];

    private static IEnumerable<(JsonElement Schema, string Step)> Below(JsonElement schema)
    {
        if (schema.TryGetProperty("items", out JsonElement items))
        {
            yield return (items, "0");
        }

        if (schema.TryGetProperty("additionalProperties", out JsonElement any) && any.ValueKind == JsonValueKind.Object)
        {
            yield return (any, "anything");
        }
    }

    private static string Pointer(IEnumerable<string> path) => string.Concat(path.Select(static step => "/" + step));

    [GeneratedRegex("known are (.*)\\.$")]
    private static partial Regex KnownAre();

    [GeneratedRegex("write one of (.*)\\.$")]
    private static partial Regex WriteOneOf();
}
