using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace HmisGateway.Policy.Payloads.Patch;

/// <summary>The JSON that the operations of a patch set: every value stands where its path leads.</summary>
internal sealed class PatchImage
{
    private readonly HashSet<JsonNode> _own = [];
    private JsonNode _root = new JsonObject();
    private bool _isWhole;

    internal PatchImage() => _own.Add(_root);

    /// <summary>True while nothing was set.</summary>
    internal bool IsEmpty { get; private set; } = true;

    /// <summary>Sets a value.</summary>
    /// <param name="path">Where. An element of a list is one more element, whatever its number.</param>
    /// <param name="value">The value.</param>
    /// <returns>False when something was set there, above or below it before.</returns>
    internal bool TrySet(IReadOnlyList<string> path, JsonElement value)
    {
        JsonNode? node = JsonNode.Parse(value.GetRawText());
        if (_isWhole || (path.Count == 0 && (!IsEmpty || node is null)))
        {
            return false;
        }

        IsEmpty = false;
        if (path.Count == 0)
        {
            _isWhole = true;
            _root = node!;
            return true;
        }

        JsonNode at = _root;
        for (int i = 0; i < path.Count - 1; i++)
        {
            if (Enter(at, path[i], isList: PatchOperation.IsElement(path[i + 1])) is not { } next)
            {
                return false;
            }

            at = next;
        }

        if (at is JsonArray list)
        {
            list.Add(node);
            return true;
        }

        return ((JsonObject)at).TryAdd(path[^1], node);
    }

    /// <summary>The JSON.</summary>
    internal byte[] ToJson() => Encoding.UTF8.GetBytes(_root.ToJsonString());

    /// <summary>The container behind a step, which is there already or is new.</summary>
    private JsonNode? Enter(JsonNode at, string step, bool isList)
    {
        JsonNode next = isList ? new JsonArray() : new JsonObject();
        if (at is JsonArray list)
        {
            list.Add(next);
        }
        else if (!((JsonObject)at).TryAdd(step, next))
        {
            JsonNode? known = at[step];
            return known is not null && _own.Contains(known) && known is JsonArray == isList ? known : null;
        }

        _own.Add(next);
        return next;
    }
}
