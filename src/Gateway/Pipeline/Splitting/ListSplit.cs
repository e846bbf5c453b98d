using HmisGateway.Pipeline.Deciding;
using HmisGateway.Policy.Decisions;
using HmisGateway.Policy.Payloads;

namespace HmisGateway.Pipeline.Splitting;

/// <summary>A list of records that was taken apart. What is forwarded of it is <see cref="Deliberation.Rebuilt"/>.</summary>
/// <param name="List">The list as it came.</param>
/// <param name="Alone">For each element, what was found out about it as the only element of the list.</param>
/// <param name="Removed">The numbers of the elements that are taken out, ascending; at least one.</param>
internal sealed record ListSplit(JsonList List, IReadOnlyList<Deliberation> Alone, IReadOnlyList<int> Removed) : ISplit
{
    /// <inheritdoc/>
    public long RemovedCount => Removed.Count;

    /// <inheritdoc/>
    public long RemovedBytes => List.With(Removed).Length;

    /// <inheritdoc/>
    public long ForwardedCount => List.Count - Removed.Count;

    /// <inheritdoc/>
    public string? Warning => null;

    /// <summary>What was found out about each element that is taken out.</summary>
    public IEnumerable<Deliberation> RemovedAlone => Removed.Select(element => Alone[element]);

    /// <inheritdoc/>
    public ConsentDecision.Divert FirstReason() => FirstReason(Removed);

    /// <summary>The first of the reasons for some of the elements that are taken out.</summary>
    /// <param name="elements">Their numbers; at least one.</param>
    public ConsentDecision.Divert FirstReason(IReadOnlyList<int> elements)
    {
        ConsentDecision.Divert[] reasons = [.. elements.Select(ReasonOf).OfType<ConsentDecision.Divert>()];
        return reasons.MinBy(static reason => reason.Code)! with { LockedAttempt = Array.Exists(reasons, static reason => reason.LockedAttempt) };
    }

    /// <summary>Why an element is taken out; null for one that is forwarded.</summary>
    /// <param name="element">Its number.</param>
    public ConsentDecision.Divert? ReasonOf(int element) => Alone[element].Decision as ConsentDecision.Divert;

    /// <summary>How many elements are taken out.</summary>
    /// <returns>A text without personal data.</returns>
    public override string ToString() => $"{Removed.Count} of {List.Count} taken out";
}
