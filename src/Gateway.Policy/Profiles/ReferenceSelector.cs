using HmisGateway.Policy.Clients;

namespace HmisGateway.Policy.Profiles;

/// <summary>Where a client reference stands in a request, and what it is.</summary>
/// <param name="Source">The part of the request.</param>
/// <param name="Name">The name of the path parameter, query key or header, or the JSON pointer.</param>
/// <param name="Scheme">What kind of identifier it is.</param>
/// <param name="Role">Whether it refers to something or defines it.</param>
public sealed record ReferenceSelector(SelectorSource Source, string Name, IdentifierScheme Scheme, ReferenceRole Role);
