using System.Text;
using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Profiles;

namespace HmisGateway.Policy.Payloads.Patch;

/// <summary>Reads a JSON Patch (RFC 6902) as the JSON that it sets.</summary>
/// <remarks>
/// 1. What is added, replaced or tested stands in the image at its path. What is tested is an image of its own: testing a value and then replacing it
///    is usual.
/// 2. What is moved, copied or removed is not in the patch. So none of it may be, or hold, who the record is about.
/// 3. Whose the third element of a list is, the patch does not say. So nothing inside of an element is changed where elements may name clients.
/// </remarks>
internal static class JsonPatchPayload
{
    /// <summary>Reads a body.</summary>
    /// <param name="rule">The rule of the route; its pointers lead through the record that is patched.</param>
    /// <param name="request">The references of path, query and headers.</param>
    /// <param name="body">The body.</param>
    /// <param name="reader">A reader whose sweep is on its way.</param>
    internal static PayloadReading Read(RouteRule rule, IReadOnlyList<ClientReference> request, ReadOnlySpan<byte> body, JsonPayloadReader reader)
    {
        if (reader.Check(body) is { } unreadable)
        {
            return unreadable;
        }

        var set = new PatchImage();
        var tested = new PatchImage();
        if (PatchOperation.ReadAll(body) is not { } operations || !operations.TrueForAll(operation => TryTake(rule.BodyMatcher, operation, set, tested)))
        {
            return new PayloadReading.Unreadable(UnreadableReason.AmbiguousPatch);
        }

        PayloadReading reading = reader.ReadPart(rule, request, set.ToJson());
        if (tested.IsEmpty || reading is not PayloadReading.Readable written)
        {
            return reading;
        }

        reading = reader.ReadPart(rule, request, tested.ToJson());
        return reading is PayloadReading.Readable also
            ? written with { Records = [.. written.Records, .. also.Records.Where(record => SaysSomething(record, request))] }
            : reading;
    }

    private static bool TryTake(JsonMatcher matcher, PatchOperation operation, PatchImage set, PatchImage tested)
    {
        if (operation.Path.Count > JsonWalk.MaxDepth || operation.From?.Count > JsonWalk.MaxDepth)
        {
            return false;
        }

        return operation.Name switch
        {
            "add" or "replace" => Follow(matcher, operation.Path) is not null && set.TrySet(operation.Path, operation.Value!.Value),
            "test" => Follow(matcher, operation.Path) is not null && tested.TrySet(operation.Path, operation.Value!.Value),
            "remove" => IsNobody(matcher, operation.Path),
            _ => matcher.Anywhere is not { Guards: true } && IsNobody(matcher, operation.Path) && IsNobody(matcher, operation.From!),
        };
    }

    private static bool IsNobody(JsonMatcher matcher, IReadOnlyList<string> path) =>
        path.Count > 0 && Follow(matcher, path) is { } nodes && !nodes.Exists(static node => node.Guards);

    /// <summary>Where a path leads among the pointers of the rule; null when it leads into an element of a list that may be somebody's.</summary>
    private static List<JsonMatcherNode>? Follow(JsonMatcher matcher, IReadOnlyList<string> path)
    {
        List<JsonMatcherNode> nodes = [matcher.Root];
        for (int i = 0; i < path.Count; i++)
        {
            if (PatchOperation.IsElement(path[i]))
            {
                nodes = [.. nodes.Select(static node => node.Element).OfType<JsonMatcherNode>()];
                if (i < path.Count - 1 && (matcher.Anywhere is { Guards: true } || nodes.Exists(static node => node.Guards)))
                {
                    return null;
                }

                continue;
            }

            byte[] folded = Encoding.UTF8.GetBytes(JsonName.Fold(path[i]));
            ulong hash = JsonName.Hash(folded);
            IEnumerable<JsonMatcherNode?> found = nodes.Append(matcher.Anywhere).Select(node => node?.Find(hash, folded));
            nodes = [.. found.OfType<JsonMatcherNode>()];
        }

        return nodes;
    }

    private static bool SaysSomething(PayloadRecord record, IReadOnlyList<ClientReference> request) =>
        record.References.Count > request.Count || record.Identity is not null || record.IsLocked;
}
