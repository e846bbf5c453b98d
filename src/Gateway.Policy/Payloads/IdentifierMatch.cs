using HmisGateway.Policy.Clients;

namespace HmisGateway.Policy.Payloads;

/// <summary>A person whom a request mentions.</summary>
/// <param name="Person">The person, as they were known when their identifiers were added.</param>
/// <param name="Kind">By what.</param>
public readonly record struct IdentifierMatch(PersonId Person, MentionKind Kind);
