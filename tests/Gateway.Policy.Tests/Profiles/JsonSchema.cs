using System.Text.Json;
using System.Text.RegularExpressions;

namespace HmisGateway.Policy.Tests.Profiles;

/// <summary>Checks JSON against a schema of draft 2020-12, as far as the profile schema goes; a keyword that it does not know is a failure.</summary>
internal sealed class JsonSchema(JsonElement root)
{
    private static readonly HashSet<string> Annotations = ["$schema", "$defs", "title", "description"];

    /// <summary>The root of the schema.</summary>
    internal JsonElement Root => root;

    /// <summary>Everything at which the value is not what the schema says, by its JSON pointer.</summary>
    internal List<string> Problems(JsonElement value)
    {
        var problems = new List<string>();
        Check(root, value, "", problems);
        return problems;
    }

    /// <summary>The schema that a node refers to, or the node.</summary>
    internal JsonElement Resolve(JsonElement schema)
    {
        while (schema.TryGetProperty("$ref", out JsonElement reference))
        {
            JsonElement at = root;
            foreach (string step in reference.GetString()!.Split('/').Skip(1))
            {
                at = at.GetProperty(step);
            }

            schema = at;
        }

        return schema;
    }

    private bool IsValid(JsonElement schema, JsonElement value)
    {
        var problems = new List<string>();
        Check(schema, value, "", problems);
        return problems.Count == 0;
    }

    private void Check(JsonElement schema, JsonElement value, string where, List<string> problems)
    {
        foreach (JsonProperty keyword in schema.EnumerateObject().Where(static keyword => !Annotations.Contains(keyword.Name)))
        {
            switch (keyword.Name)
            {
                case "$ref":
                    Check(Resolve(schema), value, where, problems);
                    break;
                case "type":
                    Require(Words(keyword.Value).Any(type => IsOfType(value, type)), $"is not of type {keyword.Value}");
                    break;
                case "enum":
                    Require(keyword.Value.EnumerateArray().Any(word => JsonElement.DeepEquals(word, value)), $"is none of {keyword.Value}");
                    break;
                case "anyOf":
                    Require(keyword.Value.EnumerateArray().Any(one => IsValid(one, value)), "fits none of several schemas");
                    break;
                case "oneOf":
                    Require(keyword.Value.EnumerateArray().Count(one => IsValid(one, value)) == 1, "does not fit exactly one of several schemas");
                    break;
                case "pattern" when value.ValueKind == JsonValueKind.String:
                    Require(Regex.IsMatch(value.GetString()!, keyword.Value.GetString()!), $"does not match {keyword.Value}");
                    break;
                case "minLength" when value.ValueKind == JsonValueKind.String:
                    Require(value.GetString()!.Length >= keyword.Value.GetInt32(), "is too short");
                    break;
                case "minItems" when value.ValueKind == JsonValueKind.Array:
                    Require(value.GetArrayLength() >= keyword.Value.GetInt32(), "has too few elements");
                    break;
                case "items" when value.ValueKind == JsonValueKind.Array:
                    int index = 0;
                    foreach (JsonElement item in value.EnumerateArray())
                    {
                        Check(keyword.Value, item, $"{where}/{index++}", problems);
                    }

                    break;
                case "required" when value.ValueKind == JsonValueKind.Object:
                    foreach (string name in Words(keyword.Value))
                    {
                        Require(value.TryGetProperty(name, out _), $"has no '{name}'");
                    }

                    break;
                case "properties" or "additionalProperties" when value.ValueKind == JsonValueKind.Object:
                    CheckMembers(keyword, schema, value, where, problems);
                    break;
                case "pattern" or "minLength" or "minItems" or "items" or "required" or "properties" or "additionalProperties":
                    break;
                default:
                    throw new NotSupportedException(keyword.Name);
            }
        }

        void Require(bool isValid, string problem)
        {
            if (!isValid)
            {
                problems.Add($"{where}: {problem}");
            }
        }
    }

    private void CheckMembers(JsonProperty keyword, JsonElement schema, JsonElement value, string where, List<string> problems)
    {
        foreach (JsonProperty member in value.EnumerateObject())
        {
            bool isStated = schema.TryGetProperty("properties", out JsonElement properties) && properties.TryGetProperty(member.Name, out _);
            if (keyword.Name == "properties" && isStated)
            {
                Check(properties.GetProperty(member.Name), member.Value, $"{where}/{member.Name}", problems);
            }
            else if (keyword.Name == "additionalProperties" && !isStated)
            {
                if (keyword.Value.ValueKind == JsonValueKind.False)
                {
                    problems.Add($"{where}/{member.Name}: is not known");
                }
                else
                {
                    Check(keyword.Value, member.Value, $"{where}/{member.Name}", problems);
                }
            }
        }
    }

    private static IEnumerable<string> Words(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().Select(static word => word.GetString()!) : [value.GetString()!];

    private static bool IsOfType(JsonElement value, string type) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        _ => throw new NotSupportedException(type),
    };
}
