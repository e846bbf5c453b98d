namespace HmisGateway.Policy.Profiles;

/// <summary>What a profile states once for all its rules that write a JSON body.</summary>
/// <param name="Selectors">References; a rule's own selector for the same pointer replaces one.</param>
/// <param name="Locks">Fields that ask for a lock.</param>
/// <param name="ForwardHeaders">Headers that are forwarded for every rule.</param>
internal sealed record SharedSelectors(
    IReadOnlyList<PlacedSelector> Selectors, IReadOnlyList<LockField> Locks, IReadOnlyList<string> ForwardHeaders);
