namespace HmisGateway.Policy.Profiles;

/// <summary>A value counts only where another member of the same object says so, such as the <c>system</c> of a FHIR identifier.</summary>
/// <param name="Member">The other member.</param>
/// <param name="Values">Its values; letter case, <c>https</c> for <c>http</c> and a slash at the end make no difference.</param>
/// <param name="IsExclusion">False: the value counts with one of them. True: it counts without them, also where the member is missing.</param>
public sealed record SiblingCondition(string Member, IReadOnlyList<string> Values, bool IsExclusion)
{
    private readonly string[] _folded = [.. Values.Select(Fold)];

    /// <summary>Whether the other member has one of the values.</summary>
    /// <param name="value">What it says.</param>
    /// <returns>True for one of <see cref="Values"/>, also when <see cref="IsExclusion"/>.</returns>
    public bool IsMetBy(string value) => Array.IndexOf(_folded, Fold(value)) >= 0;

    /// <inheritdoc/>
    public bool Equals(SiblingCondition? other) =>
        other is not null && Member == other.Member && IsExclusion == other.IsExclusion && _folded.AsSpan().SequenceEqual(other._folded);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Member);

    // Looser than any vendor: what counts as the id of a client here and not there costs nothing, the reverse would hide one.
    private static string Fold(string text)
    {
        string folded = text.Trim().TrimEnd('/').ToUpperInvariant();
        return folded.StartsWith("HTTPS:", StringComparison.Ordinal) ? string.Concat("HTTP:", folded.AsSpan(6)) : folded;
    }
}
