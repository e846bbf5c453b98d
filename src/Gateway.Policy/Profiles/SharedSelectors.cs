namespace HmisGateway.Policy.Profiles;

/// <summary>What a profile states once for all its rules that write a JSON body.</summary>
/// <param name="Selectors">References; a rule's own selector for the same pointer replaces one.</param>
/// <param name="Locks">Fields that ask for a lock.</param>
/// <param name="ForwardHeaders">Headers that are forwarded for every rule.</param>
internal sealed record SharedSelectors(
    IReadOnlyList<PlacedSelector> Selectors, IReadOnlyList<LockField> Locks, IReadOnlyList<string> ForwardHeaders)
{
    /// <summary>The selectors of a rule together with those that apply to it too.</summary>
    /// <param name="own">The rule's own.</param>
    /// <param name="writesJson">Whether it writes a body.</param>
    internal IReadOnlyList<PlacedSelector> Beside(IReadOnlyList<PlacedSelector> own, bool writesJson) =>
        [.. own, .. Selectors.Where(selector => (selector.Pointer is null || writesJson) && !own.Any(selector.IsSamePlace))];
}
