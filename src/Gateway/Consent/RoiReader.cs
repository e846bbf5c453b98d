using HmisGateway.Identity;
using HmisGateway.Policy.Consent;

namespace HmisGateway.Consent;

/// <summary>Shows an agency its own forms.</summary>
internal sealed class RoiReader(IConsentRegistry registry, Pseudonymizer pseudonymizer, RoiCalendar calendar)
{
    /// <summary>What the agency has on file for a client; null when nothing, whoever else knows the client.</summary>
    public async Task<RoiOnFile?> ReadAsync(string agencyId, string clientId, CancellationToken cancellationToken)
    {
        if (!ClientIdSyntax.IsValid(clientId))
        {
            return null;
        }

        Pseudonym client = pseudonymizer.OfAgencyClient(agencyId, clientId);
        IReadOnlyList<ReleaseOfInformation> forms = await registry.ReadOwnAsync(agencyId, client, cancellationToken);
        if (new ConsentHistory(forms).CurrentOf(agencyId) is not { } current)
        {
            return null;
        }

        DateOnly today = calendar.Today;
        return new RoiOnFile(
            RoiState.Of(current, today),
            [.. forms.Select(form => RoiHistoryEntry.Of(form, form.Version == current.Version, today))]);
    }
}
