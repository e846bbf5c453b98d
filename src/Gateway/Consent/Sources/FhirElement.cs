using System.Text.Json;

namespace HmisGateway.Consent.Sources;

/// <summary>Reads members of a resource that may be missing.</summary>
internal static class FhirElement
{
    /// <summary>A member that is an object; an undefined element when it is missing.</summary>
    public static JsonElement Part(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement part) ? part : default;

    /// <summary>A member that is a text, or null.</summary>
    public static string? Text(JsonElement element, string name) =>
        Part(element, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    /// <summary>The elements of a member that is a list; none when it is missing.</summary>
    /// <exception cref="InvalidOperationException">It is something else.</exception>
    public static IEnumerable<JsonElement> List(JsonElement element, string name) => Part(element, name) switch
    {
        { ValueKind: JsonValueKind.Array } list => list.EnumerateArray(),
        { ValueKind: JsonValueKind.Undefined } => [],
        _ => throw new InvalidOperationException($"{name} is no list."),
    };

    /// <summary>True when a member is there.</summary>
    public static bool Has(JsonElement element, string name) => Part(element, name).ValueKind != JsonValueKind.Undefined;
}
