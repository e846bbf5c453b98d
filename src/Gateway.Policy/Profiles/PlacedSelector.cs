namespace HmisGateway.Policy.Profiles;

/// <summary>A selector with the place where the profile states it.</summary>
/// <param name="Selector">The selector.</param>
/// <param name="Pointer">Its parsed pointer for a JSON selector; else null.</param>
/// <param name="Where">The JSON pointer of the member in the profile file.</param>
internal sealed record PlacedSelector(ReferenceSelector Selector, JsonPointerPattern? Pointer, string Where)
{
    /// <summary>Whether another selector looks at the same place of a request.</summary>
    internal bool IsSamePlace(PlacedSelector other) =>
        Selector.Source == other.Selector.Source
        && Selector.Name == other.Selector.Name
        && Selector.Prefix == other.Selector.Prefix
        && Selector.Where == other.Selector.Where;
}
