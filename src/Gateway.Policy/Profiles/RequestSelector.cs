namespace HmisGateway.Policy.Profiles;

/// <summary>A selector outside the body, ready for use.</summary>
/// <param name="Selector">The selector.</param>
/// <param name="Index">For a path: which of the template's values; else -1.</param>
/// <param name="Key">For a query: the folded key; else the name.</param>
/// <param name="Place">How a reference names its place.</param>
internal sealed record RequestSelector(ReferenceSelector Selector, int Index, string Key, string Place);
