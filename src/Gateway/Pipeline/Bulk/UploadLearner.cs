using System.Globalization;
using HmisGateway.Consent;
using HmisGateway.Identity;
using HmisGateway.Ledger;
using HmisGateway.Pipeline.Deciding;
using HmisGateway.Policy.Clients;

namespace HmisGateway.Pipeline.Bulk;

/// <summary>Part of step 9a for an upload: what its clients' rows taught. New ids, and who the clients are, lead to them from now on.</summary>
internal sealed class UploadLearner(FencedLearning learning, IPersonDirectory persons, LearnedReferenceBuilder builder)
{
    private const int BatchSize = 500;

    /// <summary>Learns; durable when the task completes.</summary>
    public async Task LearnAsync(string agencyId, Deliberation deliberation, Guid decisionId, IFencePass pass)
    {
        IdentifierScheme scheme = deliberation.Rule!.IdSpace;
        string vendorName = deliberation.Destination!.Value.Vendor.Name;
        IEnumerable<LearnedReferences> learned = deliberation.Split!.Clients.Permitted.SelectMany(client => Of(client, scheme, agencyId, vendorName));
        foreach (LearnedReferences[] batch in learned.Chunk(BatchSize))
        {
            IReadOnlyDictionary<PersonId, PersonOnFile> onFile = await persons.ReadAsync([.. batch.Select(static one => one.Person).Distinct()], CancellationToken.None);
            LedgerEvent evidence = new(LedgerEventKind.Learned,
            [
                new("decision", decisionId.ToString()),
                new("references", batch.Sum(static one => one.Pseudonyms.Count).ToString(CultureInfo.InvariantCulture)),
            ]);
            await learning.LearnAsync(batch, onFile.ToDictionary(static person => person.Key, static person => person.Value.History), evidence, pass);
        }
    }

    private IEnumerable<LearnedReferences> Of(UploadClient client, IdentifierScheme scheme, string agencyId, string vendorName)
    {
        if (client is { IsNewId: true, Persons: [var person] })
        {
            yield return builder.Build(person, [new ClientReference(scheme, ReferenceRole.Defines, client.ClientId, "")], agencyId, vendorName);
        }

        if (client.Learned is { } fingerprints)
        {
            yield return fingerprints;
        }
    }
}
