using HmisGateway.Identity;
using HmisGateway.Policy.Consent;

namespace HmisGateway.Storage.Registry;

/// <summary>What is on file for one person, all linked persons included. Immutable.</summary>
/// <param name="History">Their forms.</param>
/// <param name="Identities">Their documented identities, or null when there is none.</param>
internal sealed record CachedPerson(ConsentHistory History, IReadOnlyList<IdentityOnFile>? Identities);
