using System.Text;
using System.Text.Json;

namespace HmisGateway.Policy.Payloads.GraphQL;

/// <summary>One GraphQL request as it stands in JSON: the document and its variables.</summary>
/// <param name="Query">The document.</param>
/// <param name="Variables">The variables; an undefined element when there are none.</param>
/// <remarks>
/// Only <c>query</c>, <c>variables</c> and <c>operationName</c> are known. A persisted query (a hash under <c>extensions</c> or <c>id</c>) is
/// refused: what it does cannot be seen. Which operation is chosen makes no difference, because every one of them is judged.
/// </remarks>
internal sealed record GraphQLEnvelope(string Query, JsonElement Variables)
{
    private static readonly JsonDocumentOptions s_strict = new() { MaxDepth = JsonWalk.MaxDepth, AllowDuplicateProperties = false };

    /// <summary>Reads the requests of a body that is known to be strict JSON: one, or a list of them.</summary>
    /// <param name="body">The body.</param>
    /// <param name="reader">Checks and sweeps variables that stand in a string.</param>
    /// <param name="isList">True when the body is a list.</param>
    /// <returns>At least one request; null when the body has another form.</returns>
    internal static List<GraphQLEnvelope>? ReadAll(ReadOnlySpan<byte> body, JsonPayloadReader reader, out bool isList)
    {
        JsonElement root = JsonElement.Parse(body, s_strict);
        isList = root.ValueKind == JsonValueKind.Array;
        if (!isList)
        {
            return Read(root, reader) is { } single ? [single] : null;
        }

        var all = new List<GraphQLEnvelope>(root.GetArrayLength());
        foreach (JsonElement element in root.EnumerateArray())
        {
            if (Read(element, reader) is not { } envelope)
            {
                return null;
            }

            all.Add(envelope);
        }

        return all.Count == 0 ? null : all;
    }

    private static GraphQLEnvelope? Read(JsonElement element, JsonPayloadReader reader)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        string? query = null;
        JsonElement variables = default;
        foreach (JsonProperty property in element.EnumerateObject())
        {
            switch (property.Name)
            {
                case "query" when property.Value.ValueKind == JsonValueKind.String:
                    query = property.Value.GetString();
                    break;
                case "variables" when TryVariables(property.Value, reader, out variables):
                case "operationName" when property.Value.ValueKind is JsonValueKind.String or JsonValueKind.Null:
                case "extensions" when IsNothing(property.Value):
                    break;
                default:
                    return null;
            }
        }

        return query is null ? null : new GraphQLEnvelope(query, variables);
    }

    /// <summary>An object, nothing, or (as one vendor takes them) an object written into a string.</summary>
    private static bool TryVariables(JsonElement value, JsonPayloadReader reader, out JsonElement variables)
    {
        variables = default;
        if (value.ValueKind == JsonValueKind.Null)
        {
            return true;
        }

        if (value.ValueKind == JsonValueKind.String)
        {
            byte[] text = Encoding.UTF8.GetBytes(value.GetString()!);
            if (text.Length == 0)
            {
                return true;
            }

            if (reader.Check(text) is not null)
            {
                return false;
            }

            value = JsonElement.Parse(text, s_strict);
        }

        variables = value;
        return value.ValueKind == JsonValueKind.Object;
    }

    private static bool IsNothing(JsonElement value) =>
        value.ValueKind == JsonValueKind.Null || (value.ValueKind == JsonValueKind.Object && !value.EnumerateObject().Any());
}
