using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using HmisGateway.Policy.Clients;

namespace HmisGateway.Policy.Payloads.Batch;

/// <summary>A batch as JSON: <c>{"requests":[{"id","method","url","headers","body","dependsOn"}]}</c>.</summary>
internal static class JsonBatch
{
    private static readonly JsonDocumentOptions s_strict = new() { MaxDepth = JsonWalk.MaxDepth, AllowDuplicateProperties = false };

    /// <summary>Reads the requests of a body that is known to be strict JSON.</summary>
    /// <param name="body">The body.</param>
    /// <returns>At least one request; null for a group that stands or falls together, a condition, a body that is no JSON, and any other form.</returns>
    internal static List<InnerRequest>? Read(ReadOnlySpan<byte> body)
    {
        JsonElement root = JsonElement.Parse(body, s_strict);
        if (root.ValueKind != JsonValueKind.Object || root.EnumerateObject().Any(static member => member.Name != "requests")
            || !root.TryGetProperty("requests", out JsonElement list) || list.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        var requests = new List<InnerRequest>(list.GetArrayLength());
        foreach (JsonElement element in list.EnumerateArray())
        {
            if (element.ValueKind != JsonValueKind.Object || ReadRequest(element) is not { } request)
            {
                return null;
            }

            requests.Add(request);
        }

        return requests.Count == 0 ? null : requests;
    }

    private static InnerRequest? ReadRequest(JsonElement element)
    {
        string? id = null;
        string? method = null;
        string? url = null;
        JsonElement? body = null;
        var headers = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (JsonProperty member in element.EnumerateObject())
        {
            JsonElement value = member.Value;
            switch (member.Name)
            {
                case "id" when TryText(value, out id) && IdentifierText.IsValid(id, ReferenceRole.Refers):
                case "method" when TryText(value, out method):
                case "url" when TryText(value, out url):
                case "headers" when TryHeaders(value, headers):
                case "dependsOn" when IsListOfTexts(value):
                case "body" when value.ValueKind == JsonValueKind.Null:
                    break;
                case "body" when value.ValueKind is JsonValueKind.Object or JsonValueKind.Array:
                    body = value;
                    break;
                default:
                    return null;
            }
        }

        if (id is null || method is null || url is null)
        {
            return null;
        }

        if (body is not null)
        {
            headers.TryAdd("content-type", "application/json");
        }

        return new InnerRequest(id, method.ToUpperInvariant(), url, headers, body is { } json ? JsonMarshal.GetRawUtf8Value(json).ToArray() : []);
    }

    private static bool TryText(JsonElement value, out string? text)
    {
        text = value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        return text is not null;
    }

    private static bool TryHeaders(JsonElement value, Dictionary<string, string> headers) =>
        value.ValueKind == JsonValueKind.Object
        && value.EnumerateObject().All(header =>
            Ascii.IsValid(header.Name) && TryText(header.Value, out string? text) && headers.TryAdd(JsonName.Fold(header.Name), text!));

    private static bool IsListOfTexts(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(static one => one.ValueKind == JsonValueKind.String);
}
