using System.Text.Json;

namespace HmisGateway.Policy.Payloads.Fhir;

/// <summary>What holds for every FHIR resource before a rule is applied to it.</summary>
internal static class FhirResource
{
    private static readonly JsonDocumentOptions s_strict = new() { MaxDepth = JsonWalk.MaxDepth, AllowDuplicateProperties = false };

    /// <summary>Parses a body that is known to be strict JSON.</summary>
    internal static JsonElement Parse(ReadOnlySpan<byte> body) => JsonElement.Parse(body, s_strict);

    /// <summary>The type of a resource.</summary>
    /// <param name="resource">The resource.</param>
    /// <returns>Null when it does not say.</returns>
    internal static string? TypeOf(JsonElement resource) =>
        resource.ValueKind == JsonValueKind.Object && resource.TryGetProperty("resourceType", out JsonElement type) && type.ValueKind == JsonValueKind.String
            ? type.GetString()
            : null;

    /// <summary>Whether a resource means what it says by itself.</summary>
    /// <param name="value">The resource, or a part of it.</param>
    /// <returns>False for a contained patient, and for what changes the meaning of the rest: <c>modifierExtension</c> and <c>implicitRules</c>.</returns>
    internal static bool IsPlain(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (JsonProperty property in value.EnumerateObject())
                {
                    if (!IsPlain(property))
                    {
                        return false;
                    }
                }

                return true;
            case JsonValueKind.Array:
                foreach (JsonElement element in value.EnumerateArray())
                {
                    if (!IsPlain(element))
                    {
                        return false;
                    }
                }

                return true;
            default:
                return true;
        }
    }

    private static bool IsPlain(JsonProperty property) =>
        !Is(property, "modifierExtension")
        && !Is(property, "implicitRules")
        && !(Is(property, "contained") && HoldsPatient(property.Value))
        && IsPlain(property.Value);

    private static bool HoldsPatient(JsonElement contained) => contained.ValueKind switch
    {
        JsonValueKind.Object => TypeOf(contained) is null or "Patient",
        JsonValueKind.Array => contained.EnumerateArray().Any(HoldsPatient),
        _ => true,
    };

    private static bool Is(JsonProperty property, string name) => property.Name.Equals(name, StringComparison.OrdinalIgnoreCase);
}
