using HmisGateway.Policy.Clients;

namespace HmisGateway.Storage.Registry;

/// <summary>Where one reference leads. Immutable.</summary>
/// <param name="Persons">The representatives; null when it leads nowhere.</param>
/// <param name="IsLearnedOnly">True when no form states it.</param>
internal sealed record CachedReference(IReadOnlyList<PersonId>? Persons, bool IsLearnedOnly)
{
    /// <summary>It leads nowhere.</summary>
    public static CachedReference Nowhere { get; } = new(Persons: null, IsLearnedOnly: false);
}
