namespace HmisGateway.Policy.Profiles;

/// <summary>The pointers of a rule, compiled into one tree that is followed while the payload is read once.</summary>
internal sealed class JsonMatcher
{
    private JsonMatcherNode? _anywhere;

    /// <summary>Looks for nothing.</summary>
    internal static JsonMatcher Nothing { get; } = new();

    /// <summary>Where the root leads.</summary>
    internal JsonMatcherNode Root { get; } = new();

    /// <summary>Where a member of any object leads, or null when no pointer starts with <c>/**</c>.</summary>
    internal JsonMatcherNode? Anywhere => _anywhere;

    /// <summary>In how many fields the Social Security number stands.</summary>
    internal int SsnPieces { get; set; }

    /// <summary>Where the parts of an identity stand.</summary>
    internal List<IdentityPlace> IdentityPlaces { get; } = [];

    /// <summary>True when a rule states a list of records.</summary>
    internal bool HasItems { get; private set; }

    /// <summary>The list of records as a pointer; empty for the root.</summary>
    internal string ItemsPointer { get; private set; } = "";

    /// <summary>The node at the end of a pointer; created when it is new.</summary>
    /// <param name="pointer">The pointer.</param>
    /// <returns>The node.</returns>
    internal JsonMatcherNode At(JsonPointerPattern pointer)
    {
        JsonMatcherNode node = pointer.IsAnyDepth ? _anywhere ??= new JsonMatcherNode() : Root;
        foreach (string? step in pointer.Steps)
        {
            node = node.Step(step);
        }

        return node;
    }

    /// <summary>Makes the list at a pointer the list of records.</summary>
    /// <param name="pointer">The pointer; it has no <c>*</c>.</param>
    internal void SetItems(JsonPointerPattern pointer)
    {
        At(pointer).IsItems = true;
        HasItems = true;
        ItemsPointer = pointer.Text;
    }

    /// <summary>Finishes the tree.</summary>
    /// <returns>This matcher.</returns>
    internal JsonMatcher Seal()
    {
        Root.Seal();
        _anywhere?.Seal();
        return this;
    }
}
