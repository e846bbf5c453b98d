using System.Text.Json;
using System.Text.Json.Nodes;

namespace HmisGateway.Profiles;

/// <summary>Reads the operations of an OpenAPI 3 or Swagger 2 document, JSON or YAML. References within the document are followed, others are not.</summary>
internal static class OpenApiReader
{
    private const int MaxReferences = 16;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 200 };
    private static readonly string[] Methods = ["get", "head", "post", "put", "patch", "delete"];

    /// <summary>Reads a document.</summary>
    /// <exception cref="InvalidDataException">It is not an OpenAPI document; the message says what is wrong, without a piece of the file.</exception>
    public static VendorApiDescription Read(ReadOnlySpan<byte> document)
    {
        if (Parse(document) is not JsonObject root || (!root.ContainsKey("openapi") && !root.ContainsKey("swagger")))
        {
            throw new InvalidDataException("It is not an OpenAPI document: it states neither 'openapi' nor 'swagger'.");
        }

        if (root["paths"] is not JsonObject paths)
        {
            throw new InvalidDataException("It is not an OpenAPI document with calls: it has no 'paths'.");
        }

        List<VendorOperation> operations = [];
        foreach ((string path, JsonNode? node) in paths)
        {
            JsonObject? item = Resolve(root, node);
            foreach (string method in Methods)
            {
                if (Resolve(root, item?[method]) is { } operation)
                {
                    operations.Add(new VendorOperation(
                        method.ToUpperInvariant(), path, TextOf(operation["operationId"]), [.. ContentTypes(root, item!, operation).Distinct(StringComparer.OrdinalIgnoreCase)]));
                }
            }
        }

        return new VendorApiDescription([.. BasePaths(root).Where(static path => path.Length > 0).Append("").Distinct(StringComparer.Ordinal)], operations);
    }

    private static JsonNode? Parse(ReadOnlySpan<byte> document)
    {
        ReadOnlySpan<byte> text = document.StartsWith("\uFEFF"u8) ? document[3..] : document;
        if (text.TrimStart(" \t\r\n"u8) is not [(byte)'{', ..])
        {
            return YamlTree.Read(text);
        }

        try
        {
            return JsonNode.Parse(text, nodeOptions: null, Strict);
        }
        catch (JsonException fault)
        {
            throw new InvalidDataException($"It is not JSON at line {fault.LineNumber + 1}.", fault);
        }
    }

    private static IEnumerable<string> BasePaths(JsonObject root)
    {
        foreach (JsonObject server in (root["servers"] as JsonArray ?? []).OfType<JsonObject>())
        {
            string url = TextOf(server["url"]) ?? "";
            int scheme = url.IndexOf("://", StringComparison.Ordinal);
            int path = url.IndexOf('/', scheme < 0 ? 0 : scheme + 3);
            yield return path < 0 ? "" : url[path..].TrimEnd('/');
        }

        yield return (TextOf(root["basePath"]) ?? "").TrimEnd('/');
    }

    private static IEnumerable<string> ContentTypes(JsonObject root, JsonObject item, JsonObject operation)
    {
        if (Resolve(root, operation["requestBody"]) is { } body)
        {
            return body["content"] is JsonObject content ? content.Select(static type => type.Key) : [];
        }

        JsonObject[] parameters = [.. (item["parameters"] as JsonArray ?? []).Concat(operation["parameters"] as JsonArray ?? []).Select(node => Resolve(root, node)).OfType<JsonObject>()];
        string[] consumes = [.. ((operation["consumes"] ?? root["consumes"]) as JsonArray ?? []).Select(TextOf).OfType<string>()];
        return parameters.Select(static parameter => TextOf(parameter["in"])).FirstOrDefault(static place => place is "body" or "formData") switch
        {
            null => [],
            _ when consumes.Length > 0 => consumes,
            "body" => ["application/json"],
            _ => ["application/x-www-form-urlencoded"],
        };
    }

    /// <summary>An object, or the one in this document that it refers to; null for anything else.</summary>
    private static JsonObject? Resolve(JsonObject root, JsonNode? node)
    {
        for (int i = 0; i < MaxReferences; i++)
        {
            if (node is not JsonObject found || TextOf(found["$ref"]) is not { } reference)
            {
                return node as JsonObject;
            }

            node = reference.StartsWith("#/", StringComparison.Ordinal) ? At(root, reference[2..].Split('/')) : null;
        }

        return null;
    }

    private static JsonNode? At(JsonNode? node, IEnumerable<string> steps)
    {
        foreach (string step in steps)
        {
            string name = Uri.UnescapeDataString(step).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            node = (node as JsonObject)?[name];
        }

        return node;
    }

    private static string? TextOf(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}
