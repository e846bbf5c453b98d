using System.Text;
using HmisGateway.Agencies;
using HmisGateway.Consent;
using HmisGateway.Identity;
using HmisGateway.Keys;
using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Consent;

namespace HmisGateway.Offline;

/// <summary>
/// Tells an agency whose data waits and what to do next. Only the agency's own items and forms are looked at, so that two clients with the
/// same papers get the same step, whatever other agencies documented about them.
/// </summary>
internal sealed class Worklist(
    IWaitingClients waiting,
    ItemSealer sealer,
    RoiReader forms,
    IConsentRegistry registry,
    IPersonDirectory persons,
    AgencyDirectory agencies,
    Pseudonymizer pseudonymizer,
    IKeyRing keys,
    RoiCalendar calendar)
{
    /// <summary>How many clients a page has at most.</summary>
    public const int MaxLimit = OfflineFilter.MaxLimit;

    /// <summary>Reads a page.</summary>
    /// <param name="agencyId">Whose worklist.</param>
    /// <param name="after">Where the page begins, or null.</param>
    /// <param name="limit">How many clients at most, 1 to 500.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>The clients, the one that waits longest first; and where the next page begins, null on the last.</returns>
    public async Task<(IReadOnlyList<WorklistEntry> Entries, WorklistPlace? Next)> ReadAsync(
        string agencyId, WorklistPlace? after, int limit, CancellationToken cancellationToken)
    {
        IReadOnlyList<WaitingClient> page = await waiting.ListAsync(agencyId, after, limit, cancellationToken);
        bool isVictimService = agencies.Find(agencyId)?.Type != AgencyType.Standard;
        List<WorklistEntry> entries = [];
        foreach (WaitingClient client in page)
        {
            if (await FindClientIdAsync(client, cancellationToken) is not { } clientId)
            {
                continue;
            }

            ReleaseOfInformation? current = await forms.FindCurrentAsync(agencyId, client.Client, cancellationToken);
            WorklistStep next = isVictimService ? WorklistStep.EnterOffline : NextFor(client, current);
            entries.Add(new WorklistEntry(clientId, client.Items, client.Oldest.ReceivedAt, next));
        }

        return (entries, page.Count == limit ? new WorklistPlace(page[^1].Oldest.Receipt, page[^1].Client) : null);
    }

    /// <summary>The agency's own ids of all clients whose data waits for a form.</summary>
    public async Task<IReadOnlyList<string>> ReadMissingAsync(string agencyId, CancellationToken cancellationToken)
    {
        List<string> missing = [];
        WorklistPlace? place = null;
        do
        {
            (IReadOnlyList<WorklistEntry> entries, place) = await ReadAsync(agencyId, place, MaxLimit, cancellationToken);
            missing.AddRange(entries.Where(static entry => entry.Next is WorklistStep.RecordRoi or WorklistStep.RenewRoi)
                .Select(static entry => entry.ClientId));
        }
        while (place is not null);
        return missing;
    }

    private WorklistStep NextFor(WaitingClient client, ReleaseOfInformation? current)
    {
        if (current is null)
        {
            return WorklistStep.RecordRoi;
        }

        if (current.Choice == SharingChoice.None)
        {
            return WorklistStep.EnterOffline;
        }

        if (RoiState.StatusOf(current, calendar.Today) == RoiState.Expired)
        {
            return WorklistStep.RenewRoi;
        }

        // Held although this form permitted: what was sent leads to somebody else too, and sending it again would only hold it again.
        bool isHeldDespiteForm = client.NotTriedSince >= current.RecordedAt && client.Unconfirmed == client.Items;
        return isHeldDespiteForm ? WorklistStep.ReviewMatch : WorklistStep.Resend;
    }

    /// <summary>The agency's own id, as the oldest item names it; or as a form does, where the client was recognised only when it was sent again.</summary>
    private async Task<string?> FindClientIdAsync(WaitingClient client, CancellationToken cancellationToken)
    {
        string agencyId = client.Oldest.AgencyId;
        string? named = OfflineDetails.Read(sealer.OpenDetails(client.Oldest)).ClientIds
            .FirstOrDefault(id => pseudonymizer.OfAgencyClient(agencyId, id) == client.Client);
        if (named is not null)
        {
            return named;
        }

        PersonSnapshot snapshot = await persons.LookUpAsync([client.Client], cancellationToken);
        IReadOnlyList<PersonId> found = snapshot.Persons.GetValueOrDefault(client.Client) ?? [];
        foreach ((Pseudonym own, byte[] sealedId) in await registry.ReadClientIdsAsync(agencyId, found, cancellationToken))
        {
            if (own == client.Client)
            {
                return Encoding.UTF8.GetString(keys.Open(agencyId, RoiEntryBuilder.ClientIdContext, sealedId));
            }
        }

        return null;
    }
}
