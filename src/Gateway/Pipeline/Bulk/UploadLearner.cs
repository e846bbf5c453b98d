using System.Globalization;
using System.Text;
using HmisGateway.Consent;
using HmisGateway.Identity;
using HmisGateway.Keys;
using HmisGateway.Ledger;
using HmisGateway.Pipeline.Deciding;
using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Consent;
using HmisGateway.Policy.Payloads;

namespace HmisGateway.Pipeline.Bulk;

/// <summary>Part of step 9a for an upload: ids that were new for persons who were found by who they are lead to them from now on.</summary>
internal sealed class UploadLearner(FencedLearning learning, IPersonDirectory persons, Pseudonymizer pseudonymizer, IKeyRing keys)
{
    private const int BatchSize = 500;

    /// <summary>Learns; durable when the task completes.</summary>
    public async Task LearnAsync(string agencyId, Deliberation deliberation, Guid decisionId, IFencePass pass)
    {
        IdentifierScheme scheme = deliberation.Rule!.IdSpace;
        string vendorName = deliberation.Destination!.Value.Vendor.Name;
        foreach (UploadClient[] batch in deliberation.Split!.Clients.Permitted.Where(static client => client is { IsNewId: true, Persons.Count: 1 }).Chunk(BatchSize))
        {
            IReadOnlyDictionary<PersonId, PersonOnFile> onFile = await persons.ReadAsync([.. batch.Select(static client => client.Persons[0]).Distinct()], CancellationToken.None);
            LedgerEvent evidence = new(LedgerEventKind.Learned,
            [
                new("decision", decisionId.ToString()),
                new("references", batch.Length.ToString(CultureInfo.InvariantCulture)),
            ]);
            await learning.LearnAsync(
                [.. batch.Select(client => Learn(client, scheme, agencyId, vendorName))],
                onFile.ToDictionary(static person => person.Key, static person => person.Value.History),
                evidence,
                pass);
        }
    }

    private LearnedReferences Learn(UploadClient client, IdentifierScheme scheme, string agencyId, string vendorName)
    {
        Pseudonym pseudonym = pseudonymizer.OfReference(new ClientReference(scheme, ReferenceRole.Defines, client.ClientId, ""), agencyId, vendorName);
        return new LearnedReferences(client.Persons[0], [pseudonym])
        {
            Sealed = IdentifierIndex.IsIdentifier(client.ClientId)
                ? [new SealedReference(pseudonym, agencyId, vendorName, keys.Seal(agencyId, SealedReference.Context, Encoding.UTF8.GetBytes(client.ClientId)))]
                : [],
        };
    }
}
