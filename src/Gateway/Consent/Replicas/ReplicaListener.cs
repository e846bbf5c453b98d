using HmisGateway.Agencies;
using HmisGateway.Identity;
using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Consent;
using HmisGateway.Storage;

namespace HmisGateway.Consent.Replicas;

/// <summary>Takes over what other replicas have recorded: who is protected, and who may call.</summary>
internal sealed class ReplicaListener(ProtectedClients protectedClients, AgencyDirectory agencies, IPersonDirectory persons) : IReplicaListener
{
    private const int PageSize = 500;

    /// <inheritdoc/>
    public async Task TakeOverAsync(IReadOnlyCollection<PersonId>? changed, bool areAgencies)
    {
        if (changed is null)
        {
            await protectedClients.LoadAsync(CancellationToken.None);
        }
        else
        {
            foreach (PersonId[] page in changed.Chunk(PageSize))
            {
                await AddAsync(page);
            }
        }

        if (areAgencies)
        {
            await agencies.LoadAgainAsync();
        }
    }

    private async Task AddAsync(PersonId[] page)
    {
        Dictionary<PersonId, ConsentHistory> histories = [];
        foreach (PersonOnFile person in (await persons.ReadAsync(page, CancellationToken.None)).Values)
        {
            histories[person.Representative] = person.History;
        }

        await protectedClients.AddAsync(histories, CancellationToken.None);
    }
}
