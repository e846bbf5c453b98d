using System.Text.Json;

namespace HmisGateway.Policy.Payloads.Patch;

/// <summary>One operation of a JSON Patch.</summary>
/// <param name="Name">What it does.</param>
/// <param name="Path">The steps of its path, escapes resolved.</param>
/// <param name="From">The steps of where it takes a value from; null when it takes none.</param>
/// <param name="Value">The value it sets or tests; null when it has none.</param>
internal sealed record PatchOperation(string Name, IReadOnlyList<string> Path, IReadOnlyList<string>? From, JsonElement? Value)
{
    private static readonly JsonDocumentOptions s_strict = new() { MaxDepth = JsonWalk.MaxDepth, AllowDuplicateProperties = false };

    /// <summary>Reads the operations of a body that is known to be strict JSON.</summary>
    /// <param name="body">The body.</param>
    /// <returns>At least one operation; null for another form.</returns>
    internal static List<PatchOperation>? ReadAll(ReadOnlySpan<byte> body)
    {
        JsonElement root = JsonElement.Parse(body, s_strict);
        if (root.ValueKind != JsonValueKind.Array || root.GetArrayLength() is 0 or > RecordCollector.MaxRecords)
        {
            return null;
        }

        var operations = new List<PatchOperation>(root.GetArrayLength());
        foreach (JsonElement element in root.EnumerateArray())
        {
            if (element.ValueKind != JsonValueKind.Object || Read(element) is not { } operation)
            {
                return null;
            }

            operations.Add(operation);
        }

        return operations;
    }

    /// <summary>Whether a step is an element of a list.</summary>
    internal static bool IsElement(string step) => step == "-" || (step.Length > 0 && step.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0);

    private static PatchOperation? Read(JsonElement element)
    {
        string? name = null;
        IReadOnlyList<string>? path = null;
        IReadOnlyList<string>? from = null;
        JsonElement? value = null;
        foreach (JsonProperty member in element.EnumerateObject())
        {
            switch (member.Name)
            {
                case "op" when member.Value.ValueKind == JsonValueKind.String:
                    name = member.Value.GetString();
                    break;
                case "path" when (path = Steps(member.Value)) is not null:
                case "from" when (from = Steps(member.Value)) is not null:
                    break;
                case "value":
                    value = member.Value;
                    break;
                default:
                    return null;
            }
        }

        bool isWhole = path is not null && name switch
        {
            "add" or "replace" or "test" => value is not null && from is null,
            "remove" => value is null && from is null,
            "move" or "copy" => value is null && from is not null,
            _ => false,
        };
        return isWhole ? new PatchOperation(name!, path!, from, value) : null;
    }

    private static string[]? Steps(JsonElement pointer)
    {
        if (pointer.ValueKind != JsonValueKind.String || pointer.GetString() is not { } text || (text.Length > 0 && text[0] != '/'))
        {
            return null;
        }

        string[] steps = text.Length == 0 ? [] : text[1..].Split('/');
        for (int i = 0; i < steps.Length; i++)
        {
            string plain = steps[i].Replace("~0", "", StringComparison.Ordinal).Replace("~1", "", StringComparison.Ordinal);
            if (plain.Contains('~', StringComparison.Ordinal))
            {
                return null;
            }

            steps[i] = steps[i].Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
        }

        return steps;
    }
}
