using System.Globalization;
using System.Text.Json.Nodes;

namespace HmisGateway.Sandbox;

/// <summary>How Clarity's request bodies state fields, and how a record takes them over.</summary>
internal static class ClarityFields
{
    /// <summary>Takes over what a request states about a record below a client, and shows it; id, client and first date stay.</summary>
    public static VendorAnswer Change(JsonObject fields, JsonObject stated, JsonObject body, DateTimeOffset now)
    {
        foreach ((string name, JsonNode? value) in stated)
        {
            if (name is not ("id" or "added_date" or "ref_client" or "fields"))
            {
                fields[name] = name == "date" ? IsoDate(value) : value?.DeepClone();
            }
        }

        fields["last_updated"] = VendorClients.Time(now);
        return VendorAnswer.Ok(FieldList.Apply((JsonObject)fields.DeepClone(), body));
    }

    /// <summary>The member <c>screenValues</c>, or an empty object.</summary>
    public static JsonObject ScreenValues(JsonObject body) => body["screenValues"] as JsonObject ?? [];

    /// <summary>True when a field is missing, null or blank.</summary>
    public static bool IsBlank(JsonNode? value) => string.IsNullOrWhiteSpace(value?.ToString());

    /// <summary>An id as Clarity answers it.</summary>
    public static JsonValue Number(string number) => JsonValue.Create(int.Parse(number, CultureInfo.InvariantCulture));

    // Notes take MM/DD/YYYY and answer YYYY-MM-DD.
    private static JsonNode? IsoDate(JsonNode? value) =>
        value is JsonValue text && text.TryGetValue(out string? stated)
            && DateOnly.TryParseExact(stated, "MM/dd/yyyy", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date)
            ? date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            : value?.DeepClone();
}
