using System.Globalization;
using HmisGateway.Consent;
using HmisGateway.Identity;
using HmisGateway.Ledger;
using HmisGateway.Pipeline.Deciding;
using HmisGateway.Policy.Clients;

namespace HmisGateway.Pipeline.Bulk;

/// <summary>Part of step 9a for an upload: what its clients' rows taught. New ids, and who the clients are, lead to them from now on.</summary>
internal sealed class UploadLearner(FencedLearning learning, LearnedReferenceBuilder builder)
{
    /// <summary>
    /// How many are learned in one commit: so few that other commits wait for milliseconds and no table is a large object of the heap, and so many
    /// that their look-up passes the registry's memory by, which is for requests.
    /// </summary>
    private const int BatchSize = 100;
    private const int BatchesOfGarbage = 50;

    /// <summary>Learns; durable when the task completes.</summary>
    public async Task LearnAsync(string agencyId, Deliberation deliberation, Guid decisionId, IFencePass pass)
    {
        IdentifierScheme scheme = deliberation.Rule!.IdSpace;
        string vendorName = deliberation.Destination!.Value.Vendor.Name;
        UploadClients clients = deliberation.Split!.Clients;
        IEnumerable<LearnedReferences> learned = clients.Permitted.SelectMany(client => Of(clients, client, scheme, agencyId, vendorName));
        int batches = 0;
        foreach (LearnedReferences[] batch in learned.Chunk(BatchSize))
        {
            if (++batches % BatchesOfGarbage == 0)
            {
                UploadGarbage.Collect(clients.Count);
            }

            LedgerEvent evidence = new(LedgerEventKind.Learned,
            [
                new("decision", decisionId.ToString()),
                new("references", batch.Sum(static one => one.Pseudonyms.Count).ToString(CultureInfo.InvariantCulture)),
            ]);
            await learning.LearnAsync(batch, evidence, pass);
        }
    }

    private IEnumerable<LearnedReferences> Of(UploadClients clients, int client, IdentifierScheme scheme, string agencyId, string vendorName)
    {
        if (clients.IsNewId(client) && clients.PersonsOf(client) is [var person])
        {
            yield return builder.Build(person, [new ClientReference(scheme, ReferenceRole.Defines, clients.IdOf(client), "")], agencyId, vendorName);
        }

        if (clients.LearnedOf(client) is { } fingerprints)
        {
            yield return fingerprints;
        }
    }
}
