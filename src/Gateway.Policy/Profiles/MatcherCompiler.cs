using System.Text.Json;
using HmisGateway.Policy.Payloads;

namespace HmisGateway.Policy.Profiles;

/// <summary>Builds the tree of pointers that a payload, or an answer, is read with.</summary>
internal static class MatcherCompiler
{
    /// <summary>Builds the tree for request bodies.</summary>
    /// <param name="source">The rule as the profile states it.</param>
    /// <param name="rule">What was read of it so far.</param>
    /// <param name="selectors">Its selectors, the shared ones included.</param>
    /// <param name="locks">Its lock fields, the shared ones included.</param>
    /// <param name="errors">Where problems go.</param>
    /// <returns>The tree.</returns>
    internal static JsonMatcher Body(
        ProfileObject source,
        RouteRule rule,
        IReadOnlyList<PlacedSelector> selectors,
        IReadOnlyList<LockField> locks,
        List<ProfileError> errors)
    {
        var matcher = new JsonMatcher();
        AddItems(source, rule, matcher);
        foreach (PlacedSelector selector in selectors)
        {
            if (selector.Pointer is not null && rule.Body == BodyFormat.None)
            {
                errors.Add(new ProfileError(selector.Where, "A selector of the body needs a body; add \"body\": \"json\"."));
            }

            AddReference(matcher, selector, errors);
        }

        AddIdentity(source, matcher, errors);
        AddDeletions(source, matcher);
        AddRoi(source, rule, matcher, errors);
        foreach (LockField field in locks)
        {
            JsonMatcherNode node = matcher.At(field.Pointer);
            node.Lock = [.. node.Lock ?? [], .. field.Values];
        }

        CheckLeaves(selectors, matcher, errors);
        return matcher.Seal();
    }

    /// <summary>Builds the tree for answers.</summary>
    /// <param name="learns">What the rule learns.</param>
    /// <param name="errors">Where problems go.</param>
    /// <returns>The tree.</returns>
    internal static JsonMatcher Learn(IReadOnlyList<PlacedSelector> learns, List<ProfileError> errors)
    {
        var matcher = new JsonMatcher();
        foreach (PlacedSelector learn in learns)
        {
            AddReference(matcher, learn, errors);
        }

        return matcher.Seal();
    }

    private static void AddItems(ProfileObject source, RouteRule rule, JsonMatcher matcher)
    {
        if (SelectorCompiler.Pointer(source, "items", rule.Items) is not { } items)
        {
            return;
        }

        if (items.IsAnyDepth || items.Steps.Contains(null))
        {
            source.Report("items", "The list of records stands at one place; write a pointer without '*'.");
        }
        else if ((items.Steps.Count == 0) != (rule.Root == RootType.Array))
        {
            source.Report("items", "Write \"items\": \"\" together with \"root\": \"array\" when the root is the list of records.");
        }
        else
        {
            matcher.SetItems(items);
        }
    }

    /// <summary>Adds a reference to a tree; one of path, query or header has no place in it.</summary>
    internal static void AddReference(JsonMatcher matcher, PlacedSelector selector, List<ProfileError> errors)
    {
        if (selector.Pointer is not { } pointer)
        {
            return;
        }

        JsonMatcherNode node = matcher.At(pointer);
        bool isConditional = selector.Selector is { Prefix: not null } or { Where: not null };
        if (isConditional
            ? node.Reference is not null || node.Conditional?.Exists(one => one.Prefix == selector.Selector.Prefix && one.Where == selector.Selector.Where) == true
            : node.Reference is not null || node.Conditional is not null)
        {
            errors.Add(new ProfileError(selector.Where, $"Two selectors name '{pointer.Text}'; keep one."));
        }

        if (isConditional)
        {
            (node.Conditional ??= []).Add(selector.Selector);
            AddCondition(matcher, pointer, selector.Selector.Where);
        }
        else
        {
            node.Reference = selector.Selector;
        }
    }

    private static void AddCondition(JsonMatcher matcher, JsonPointerPattern pointer, SiblingCondition? condition)
    {
        if (condition is not null)
        {
            (matcher.At(pointer.Sibling(condition.Member)).Conditions ??= []).Add(condition);
        }
    }

    private static void AddDeletions(ProfileObject source, JsonMatcher matcher)
    {
        foreach (string place in source.Texts("deleted"))
        {
            if (SelectorCompiler.Pointer(source, "deleted", place) is { } pointer)
            {
                matcher.At(pointer).IsDeletion = true;
            }
        }
    }

    private static void AddIdentity(ProfileObject source, JsonMatcher matcher, List<ProfileError> errors)
    {
        if (source.Find("identity") is not { } element)
        {
            return;
        }

        var identity = new ProfileObject(element, source.At("identity"), errors, "firstName", "lastName", "dob", "dobQuality", "ssn", "description");
        AddPart(identity, "firstName", IdentityPart.FirstName, matcher, errors);
        AddPart(identity, "lastName", IdentityPart.LastName, matcher, errors);
        AddPart(identity, "dob", IdentityPart.DateOfBirth, matcher, errors);
        AddPart(identity, "dobQuality", IdentityPart.BirthQuality, matcher, errors);
        matcher.SsnPieces = AddPart(identity, "ssn", IdentityPart.Ssn, matcher, errors);
    }

    /// <summary>Adds the places of one part: pointers, or objects with a pointer and a condition.</summary>
    /// <returns>How many there are.</returns>
    private static int AddPart(ProfileObject identity, string member, IdentityPart part, JsonMatcher matcher, List<ProfileError> errors)
    {
        JsonElement? stated = identity.Find(member);
        IEnumerable<JsonElement> places = stated is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : stated is { } single ? [single] : [];
        int count = 0;
        foreach (JsonElement place in places)
        {
            string? text = null;
            SiblingCondition? condition = null;
            if (place.ValueKind == JsonValueKind.Object)
            {
                var conditional = new ProfileObject(place, identity.At(member), errors, "json", "where", "unless", "description");
                text = conditional.Text("json", isRequired: true);
                condition = new SelectorCompiler(errors).Condition(conditional);
            }
            else if (place.ValueKind == JsonValueKind.String)
            {
                text = place.GetString();
            }
            else
            {
                identity.Report(member, "A part of an identity is a pointer, or an object with 'json' and a condition.");
            }

            AddPart(identity, member, text, new IdentitySlot(part, part == IdentityPart.Ssn ? count : 0), condition, matcher);
            count++;
        }

        return count;
    }

    private static void AddPart(
        ProfileObject identity, string member, string? text, IdentitySlot slot, SiblingCondition? condition, JsonMatcher matcher)
    {
        if (SelectorCompiler.Pointer(identity, member, text) is not { } pointer)
        {
            return;
        }

        JsonMatcherNode node = matcher.At(pointer);
        if (node.Identity is not null)
        {
            identity.Report(member, $"Two parts of the identity name '{pointer.Text}'; keep one.");
        }

        node.Identity = slot;
        node.IdentityWhere = condition;
        matcher.IdentityPlaces.Add(new IdentityPlace(pointer.Text, slot, condition));
        AddCondition(matcher, pointer, condition);
    }

    private static void AddRoi(ProfileObject source, RouteRule rule, JsonMatcher matcher, List<ProfileError> errors)
    {
        if (source.Find("roi") is not { } element)
        {
            return;
        }

        if (rule.Kind != RecordKind.Roi)
        {
            source.Report("roi", "Only a rule of kind 'roi' writes a choice; add \"kind\": \"roi\".");
        }

        var roi = new ProfileObject(
            element, source.At("roi"), errors, "choice", "full", "limited", "granted", "none", "signedOn", "endsOn", "description");
        (LockValue, StatedChoice)[] choices =
        [
            .. SelectorCompiler.Values(roi, "full", errors).Select(static value => (value, StatedChoice.Full)),
            .. SelectorCompiler.Values(roi, "limited", errors).Select(static value => (value, StatedChoice.Limited)),
            .. SelectorCompiler.Values(roi, "granted", errors).Select(static value => (value, StatedChoice.Granted)),
            .. SelectorCompiler.Values(roi, "none", errors).Select(static value => (value, StatedChoice.None)),
        ];
        if (!roi.Has("none"))
        {
            roi.Report("none", "Name the exact values that say No Sharing.");
        }

        AddRoiPart(roi, "choice", new RoiField(RoiPart.Choice, choices), matcher, isRequired: true);
        AddRoiPart(roi, "signedOn", new RoiField(RoiPart.SignedOn, []), matcher, isRequired: false);
        AddRoiPart(roi, "endsOn", new RoiField(RoiPart.EndsOn, []), matcher, isRequired: false);
    }

    private static void AddRoiPart(ProfileObject roi, string member, RoiField field, JsonMatcher matcher, bool isRequired)
    {
        foreach (string text in roi.Texts(member, isRequired))
        {
            if (SelectorCompiler.Pointer(roi, member, text) is not { } pointer)
            {
                continue;
            }

            JsonMatcherNode node = matcher.At(pointer);
            node.Roi = field;
            if (field.Part == RoiPart.Choice && pointer.Steps is [.., { }, null])
            {
                // A choice for each field of the client stands in an object as well as in a list.
                matcher.At(pointer.Parent()).AnyMember = node;
            }
        }
    }

    /// <summary>A value is an id or a container of ids, never both: else an id could stand beside the one that is read.</summary>
    private static void CheckLeaves(IReadOnlyList<PlacedSelector> selectors, JsonMatcher matcher, List<ProfileError> errors)
    {
        foreach (PlacedSelector selector in selectors)
        {
            if (selector.Pointer is { } pointer && matcher.At(pointer) is { } node && (node.HasMembers || node.Element is not null))
            {
                errors.Add(new ProfileError(selector.Where, $"Another pointer leads below '{pointer.Text}'; a value is an id or a container."));
            }
        }
    }
}
