using HmisGateway.Policy.Profiles;

namespace HmisGateway.Policy.Payloads;

/// <summary>Where the vendor's answer speaks of one record of a request that holds several, and what it teaches there.</summary>
/// <param name="Rule">The rule of the record.</param>
/// <param name="Pointer">The members and indices that lead to its part of the answer.</param>
public sealed record AnswerPlace(RouteRule Rule, IReadOnlyList<string> Pointer)
{
    /// <summary>What must stand below the place for the record to count as written.</summary>
    /// <value>The default is empty: the place itself.</value>
    public IReadOnlyList<string> Proof { get; init; } = [];

    /// <summary>The answer does not tell what became of the record, so nothing is learned.</summary>
    public static AnswerPlace Nowhere { get; } = new(new RouteRule { Name = "" }, []);

    /// <inheritdoc/>
    public bool Equals(AnswerPlace? other) => other is not null && Rule == other.Rule && Pointer.SequenceEqual(other.Pointer, StringComparer.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => Pointer.Count == 0 ? 0 : StringComparer.Ordinal.GetHashCode(Pointer[^1]);
}
