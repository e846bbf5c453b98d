using HmisGateway.Policy.Clients;

namespace HmisGateway.Policy.Payloads;

/// <summary>What a selector made of a value.</summary>
/// <param name="Refused">Why the payload is refused, or null.</param>
/// <param name="Reference">The reference, or null.</param>
/// <param name="Link">The entry of the same document that it points at, or null.</param>
internal readonly record struct FoundReference(UnreadableReason? Refused, ClientReference? Reference, string? Link);
