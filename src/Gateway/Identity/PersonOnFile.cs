using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Consent;

namespace HmisGateway.Identity;

/// <summary>What is on file for one person and everybody linked to them.</summary>
/// <param name="Representative">The person as whom all of them appear.</param>
/// <param name="History">All forms of all agencies.</param>
/// <param name="Identities">One entry for each form that stated an identity.</param>
internal sealed record PersonOnFile(PersonId Representative, ConsentHistory History, IReadOnlyList<IdentityOnFile> Identities);
