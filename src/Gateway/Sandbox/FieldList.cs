using System.Text.Json.Nodes;

namespace HmisGateway.Sandbox;

/// <summary>The member <c>fields</c> of a Clarity request: which fields the answer shows, separated by commas, one dot for a level below.</summary>
internal static class FieldList
{
    /// <summary>The answer with the wanted fields; <c>id</c> is always shown. All fields where the request names none.</summary>
    public static JsonObject Apply(JsonObject answer, JsonObject request)
    {
        if (request["fields"] is not JsonValue value || !value.TryGetValue(out string? list))
        {
            return answer;
        }

        string[] names = list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        HashSet<string> wanted = new(names, StringComparer.Ordinal) { "id" };
        JsonObject shown = [];
        foreach ((string name, JsonNode? field) in answer)
        {
            if (wanted.Contains(name))
            {
                shown[name] = field?.DeepClone();
            }
            else if (field is JsonObject group)
            {
                JsonObject part = [];
                foreach ((string inner, JsonNode? innerField) in group)
                {
                    if (wanted.Contains($"{name}.{inner}"))
                    {
                        part[inner] = innerField?.DeepClone();
                    }
                }

                if (part.Count > 0)
                {
                    shown[name] = part;
                }
            }
        }

        return shown;
    }
}
