using HmisGateway.Policy.Clients;

namespace HmisGateway.Policy.Profiles;

/// <summary>Where a client reference stands in a request, and what it is.</summary>
/// <param name="Source">The part of the request.</param>
/// <param name="Name">The name of the path parameter, query key or header, or the JSON pointer.</param>
/// <param name="Scheme">What kind of identifier it is.</param>
/// <param name="Role">Whether it refers to something or defines it.</param>
public sealed record ReferenceSelector(SelectorSource Source, string Name, IdentifierScheme Scheme, ReferenceRole Role)
{
    /// <summary>For a value that points at a resource: the kind of resource, e.g. <c>Patient/</c>; null when the value is the id itself.</summary>
    public string? Prefix { get; init; }

    /// <summary>What stands beside the value where it counts; null when it always counts.</summary>
    public SiblingCondition? Where { get; init; }
}
