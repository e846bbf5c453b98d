using HmisGateway.Identity;

namespace HmisGateway.Consent;

/// <summary>The form whose forwards are waited for.</summary>
/// <param name="AgencyId">Whose form.</param>
/// <param name="Client">The agency's own client id as a pseudonym.</param>
/// <param name="Version">Its version.</param>
/// <param name="RecordedAt">When it was recorded: a form that was lost with a server may have had the same version.</param>
internal readonly record struct DrainedForm(string AgencyId, Pseudonym Client, int Version, DateTimeOffset RecordedAt);
