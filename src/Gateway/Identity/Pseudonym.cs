using HmisGateway.Policy.Clients;

namespace HmisGateway.Identity;

/// <summary>Keyed HMAC-SHA-256 of scheme, scope and normalised value: what the storage holds instead of an identifier.</summary>
/// <param name="Scheme">The scheme of the identifier.</param>
/// <param name="Hash">The first 16 bytes of the HMAC, as an unsigned number.</param>
internal readonly record struct Pseudonym(IdentifierScheme Scheme, UInt128 Hash);
