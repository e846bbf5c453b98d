using HmisGateway.Policy.Clients;

namespace HmisGateway.Consent.Permits;

/// <summary>A permit as every replica sees it.</summary>
/// <param name="Id">A random number.</param>
/// <param name="Forward">What it admits. Of a large upload only the persons are known elsewhere, not what stands in it.</param>
/// <param name="Renewals">How often it was renewed.</param>
internal sealed record PermitRow(Guid Id, FencedForward Forward, int Renewals)
{
    /// <summary>False for a large upload: whom it mentions is known to its holder only.</summary>
    /// <value>The default is true.</value>
    public bool IsSweptKnown { get; init; } = true;

    /// <summary>Whether a closing of the fence has to wait for it.</summary>
    public bool IsIn(FenceScope scope, HashSet<PersonId> persons) =>
        scope.Includes(Forward) || (!IsSweptKnown && scope.Mentioned is { IsEmpty: false }) || Forward.Persons.Any(persons.Contains);
}
