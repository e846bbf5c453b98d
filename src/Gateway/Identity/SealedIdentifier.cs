using HmisGateway.Policy.Clients;

namespace HmisGateway.Identity;

/// <summary>Something by which a person can be recognised, sealed as it was stored.</summary>
/// <param name="Person">The person that was asked for.</param>
/// <param name="Kind">What it is, and so how it is opened.</param>
/// <param name="AgencyId">Whose key it is sealed under.</param>
/// <param name="Scheme">For a learned id: its scheme.</param>
/// <param name="VendorName">For a learned id: the vendor in whose scope it is.</param>
/// <param name="Value">The sealed value.</param>
internal readonly record struct SealedIdentifier(
    PersonId Person, SealedIdentifierKind Kind, string AgencyId, IdentifierScheme Scheme, string? VendorName, byte[] Value);
