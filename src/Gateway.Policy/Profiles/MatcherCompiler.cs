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

    private static void AddReference(JsonMatcher matcher, PlacedSelector selector, List<ProfileError> errors)
    {
        if (selector.Pointer is not { } pointer)
        {
            return;
        }

        JsonMatcherNode node = matcher.At(pointer);
        if (node.Reference is not null)
        {
            errors.Add(new ProfileError(selector.Where, $"Two selectors name '{pointer.Text}'; keep one."));
        }

        node.Reference = selector.Selector;
    }

    private static void AddIdentity(ProfileObject source, JsonMatcher matcher, List<ProfileError> errors)
    {
        if (source.Find("identity") is not { } element)
        {
            return;
        }

        var identity = new ProfileObject(element, source.At("identity"), errors, "firstName", "lastName", "dob", "ssn", "description");
        AddPart(identity, "firstName", IdentityPart.FirstName, matcher);
        AddPart(identity, "lastName", IdentityPart.LastName, matcher);
        AddPart(identity, "dob", IdentityPart.DateOfBirth, matcher);
        IReadOnlyList<string> pieces = identity.Texts("ssn");
        matcher.SsnPieces = pieces.Count;
        for (int i = 0; i < pieces.Count; i++)
        {
            AddPart(identity, "ssn", pieces[i], new IdentitySlot(IdentityPart.Ssn, i), matcher);
        }
    }

    private static void AddPart(ProfileObject identity, string member, IdentityPart part, JsonMatcher matcher)
    {
        foreach (string place in identity.Texts(member))
        {
            AddPart(identity, member, place, new IdentitySlot(part, 0), matcher);
        }
    }

    private static void AddPart(ProfileObject identity, string member, string? text, IdentitySlot slot, JsonMatcher matcher)
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
