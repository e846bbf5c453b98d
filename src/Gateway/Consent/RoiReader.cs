using HmisGateway.Identity;
using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Consent;

namespace HmisGateway.Consent;

/// <summary>Shows an agency its own forms.</summary>
internal sealed class RoiReader(IConsentRegistry registry, IPersonDirectory persons, Pseudonymizer pseudonymizer, RoiCalendar calendar)
{
    /// <summary>What the agency has on file for a client; null when nothing, whoever else knows the client.</summary>
    public async Task<RoiOnFile?> ReadAsync(string agencyId, string clientId, CancellationToken cancellationToken)
    {
        if (!ClientIdSyntax.IsValid(clientId))
        {
            return null;
        }

        Pseudonym client = pseudonymizer.OfAgencyClient(agencyId, clientId);
        (IReadOnlyList<ReleaseOfInformation> forms, ReleaseOfInformation? current) = await FindAsync(agencyId, client, cancellationToken);
        if (current is null)
        {
            return null;
        }

        DateOnly today = calendar.Today;
        return new RoiOnFile(
            RoiState.Of(current, today),
            [.. forms.Select(form => RoiHistoryEntry.Of(form, ReferenceEquals(form, current), today))]);
    }

    /// <summary>The agency's own form that counts for a client, under whichever of its ids it was recorded; null when there is none.</summary>
    public async Task<ReleaseOfInformation?> FindCurrentAsync(string agencyId, Pseudonym client, CancellationToken cancellationToken)
    {
        PersonSnapshot snapshot = await persons.LookUpAsync([client], cancellationToken);
        if (!snapshot.Persons.TryGetValue(client, out IReadOnlyList<PersonId>? found))
        {
            return null;
        }

        List<ReleaseOfInformation> all = [];
        foreach ((Pseudonym own, _) in await registry.ReadClientIdsAsync(agencyId, found, cancellationToken))
        {
            all.AddRange(await registry.ReadOwnAsync(agencyId, own, cancellationToken));
        }

        return new ConsentHistory(all).CurrentOf(agencyId);
    }

    /// <summary>The agency's forms for a client, and which of its forms counts.</summary>
    /// <returns>
    /// The forms under this client id, oldest version first; and the current form, which is one of them unless the agency knows the same
    /// person under another of its ids too.
    /// </returns>
    public async Task<(IReadOnlyList<ReleaseOfInformation> Forms, ReleaseOfInformation? Current)> FindAsync(
        string agencyId, Pseudonym client, CancellationToken cancellationToken)
    {
        IReadOnlyList<ReleaseOfInformation> forms = await registry.ReadOwnAsync(agencyId, client, cancellationToken);
        PersonSnapshot snapshot = await persons.LookUpAsync([client], cancellationToken);
        if (forms.Count == 0 || !snapshot.Persons.TryGetValue(client, out IReadOnlyList<PersonId>? found))
        {
            return ([], null);
        }

        List<ReleaseOfInformation> all = [.. forms];
        foreach ((Pseudonym other, _) in await registry.ReadClientIdsAsync(agencyId, found, cancellationToken))
        {
            if (other != client)
            {
                all.AddRange(await registry.ReadOwnAsync(agencyId, other, cancellationToken));
            }
        }

        return (forms, new ConsentHistory(all).CurrentOf(agencyId));
    }
}
