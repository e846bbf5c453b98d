using HmisGateway.Identity;
using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Consent;
using HmisGateway.Policy.Decisions;
using HmisGateway.Policy.Payloads;
using HmisGateway.Telemetry;

namespace HmisGateway.Pipeline.Deciding;

/// <summary>Step 5: references to persons, through identifiers, learned ids and fingerprints. Every reference counts.</summary>
internal sealed class ClientAttributor(IPersonDirectory directory, Pseudonymizer pseudonymizer, GatewayMetrics metrics, TimeProvider time)
{
    /// <summary>Attributes <paramref name="records"/>.</summary>
    /// <param name="agencyId">The scope of the agency's own ids.</param>
    /// <param name="vendorName">The scope of all other ids.</param>
    /// <param name="records">The records as read.</param>
    /// <param name="cancellationToken">Cancels the look-up.</param>
    public async ValueTask<Attribution> AttributeAsync(
        string agencyId, string vendorName, IReadOnlyList<PayloadRecord> records, CancellationToken cancellationToken)
    {
        RecordPseudonyms[] asked = new RecordPseudonyms[records.Count];
        HashSet<Pseudonym> pseudonyms = [];
        for (int i = 0; i < asked.Length; i++)
        {
            asked[i] = RecordPseudonyms.Of(records[i], agencyId, vendorName, pseudonymizer);
            asked[i].AddTo(pseudonyms);
        }

        if (pseudonyms.Count == 0)
        {
            return new Attribution([.. records.Select(static r => new AttributedRecord(r, [], false, false, false))],
                new Dictionary<PersonId, ConsentHistory>(), [], false);
        }

        PersonSnapshot snapshot = await LookUpAsync([.. pseudonyms], cancellationToken);
        AttributedRecord[] attributed = new AttributedRecord[asked.Length];
        HashSet<PersonId> everybody = [];
        bool conflict = false;
        for (int i = 0; i < asked.Length; i++)
        {
            attributed[i] = Attribute(records[i], asked[i], snapshot, ref conflict);
            everybody.UnionWith(attributed[i].Persons);
        }

        return new Attribution(attributed, snapshot.Histories, [.. everybody], conflict);
    }

    private async ValueTask<PersonSnapshot> LookUpAsync(Pseudonym[] pseudonyms, CancellationToken cancellationToken)
    {
        long startedAt = time.GetTimestamp();
        try
        {
            PersonSnapshot snapshot = await directory.LookUpAsync(pseudonyms, cancellationToken);
            ConsentLookupResult result = snapshot.Persons.Count > 0 ? ConsentLookupResult.Hit : ConsentLookupResult.Miss;
            metrics.ConsentLookedUp(result, time.GetElapsedTime(startedAt));
            return snapshot;
        }
        catch
        {
            metrics.ConsentLookedUp(ConsentLookupResult.Error, time.GetElapsedTime(startedAt));
            throw;
        }
    }

    private AttributedRecord Attribute(PayloadRecord record, RecordPseudonyms asked, PersonSnapshot snapshot, ref bool conflict)
    {
        List<PersonId> persons = [];
        bool unresolved = false;
        for (int i = 0; i < asked.References.Length; i++)
        {
            IReadOnlyList<PersonId>? found = snapshot.Persons.GetValueOrDefault(asked.References[i]);
            if (found is { Count: > 0 })
            {
                conflict |= persons.Count > 0 && !found.Any(persons.Contains);
                Add(persons, found);
            }
            else
            {
                unresolved |= record.References[i].Role == ReferenceRole.Refers;
            }
        }

        // An id that leads nowhere in HMIS may be the agency's own id in the wrong place. That can only make the answer more
        // precise: the record is held either way.
        if (unresolved)
        {
            foreach (Pseudonym misplaced in asked.MisplacedAgencyIds)
            {
                Add(persons, snapshot.Persons.GetValueOrDefault(misplaced));
            }
        }

        bool contradicts = record.Identity is { } identity && persons.Exists(person => Contradicts(identity, person, snapshot));
        foreach (Pseudonym fingerprint in asked.Matches)
        {
            Add(persons, snapshot.Persons.GetValueOrDefault(fingerprint));
        }

        bool possibleOnly = persons.Count == 0 && asked.Possible.Any(snapshot.Persons.ContainsKey);
        return new AttributedRecord(record, persons, unresolved, contradicts, possibleOnly);
    }

    private static void Add(List<PersonId> persons, IReadOnlyList<PersonId>? found)
    {
        foreach (PersonId person in found ?? [])
        {
            if (!persons.Contains(person))
            {
                persons.Add(person);
            }
        }
    }

    /// <summary>True when every identity on file of the person differs in two of name, SSN and date of birth.</summary>
    private bool Contradicts(ReportedIdentity stated, PersonId person, PersonSnapshot snapshot)
    {
        if (snapshot.Identities.GetValueOrDefault(person) is not { Count: > 0 } onFile)
        {
            return false;
        }

        IdentityOnFile said = IdentityParts.Of(stated, pseudonymizer);
        return onFile.All(known => Differences(said, known) >= 2);
    }

    private static int Differences(IdentityOnFile a, IdentityOnFile b) =>
        Differ(a.Name, b.Name) + Differ(a.Birth, b.Birth) + Differ(a.Ssn, b.Ssn);

    private static int Differ(UInt128? a, UInt128? b) => a is { } x && b is { } y && x != y ? 1 : 0;
}
