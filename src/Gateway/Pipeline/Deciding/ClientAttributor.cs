using System.Collections.Immutable;
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
    public ValueTask<Attribution> AttributeAsync(
        string agencyId, string vendorName, IReadOnlyList<PayloadRecord> records, CancellationToken cancellationToken) =>
        AttributeAsync(
            records, [.. records.Select(record => RecordPseudonyms.Of(record, agencyId, vendorName, pseudonymizer))], cancellationToken);

    /// <summary>True when attributing again would give the same: nothing that was looked up has changed since.</summary>
    public bool IsCurrent(Attribution earlier) => directory.IsCurrent(earlier.Snapshot);

    /// <summary>Attributes again, as under the fence: only the look-up can have changed.</summary>
    public ValueTask<Attribution> AttributeAgainAsync(Attribution earlier, CancellationToken cancellationToken) =>
        AttributeAsync([.. earlier.Records.Select(static attributed => attributed.Record)], earlier.Asked, cancellationToken);

    private async ValueTask<Attribution> AttributeAsync(
        IReadOnlyList<PayloadRecord> records, RecordPseudonyms[] asked, CancellationToken cancellationToken)
    {
        HashSet<Pseudonym> pseudonyms = [];
        foreach (RecordPseudonyms one in asked)
        {
            one.AddTo(pseudonyms);
        }

        if (pseudonyms.Count == 0)
        {
            // Nobody is looked up, but whom it mentions is read from the same registry: the version counts all the same.
            PersonSnapshot nobody = await directory.LookUpAsync([], cancellationToken);
            return new Attribution([.. records.Select(static r => new AttributedRecord(r, [], false, false, false))],
                asked, ImmutableDictionary<PersonId, ConsentHistory>.Empty, [], false, nobody);
        }

        PersonSnapshot snapshot = await LookUpAsync([.. pseudonyms], cancellationToken);
        AttributedRecord[] attributed = new AttributedRecord[asked.Length];
        HashSet<PersonId> everybody = [];
        HashSet<PersonId> possible = [];
        bool conflict = false;
        for (int i = 0; i < asked.Length; i++)
        {
            attributed[i] = Attribute(records[i], asked[i], snapshot, ref conflict);
            everybody.UnionWith(attributed[i].Persons);
            possible.UnionWith(asked[i].PossibleSsn.SelectMany(ssn => snapshot.Persons.GetValueOrDefault(ssn) ?? []));
        }

        return new Attribution(attributed, asked, snapshot.Histories, [.. everybody], conflict, snapshot) { Possible = [.. possible] };
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
        List<PersonId> subjects = [];
        bool unresolved = false;
        for (int i = 0; i < asked.References.Length; i++)
        {
            IReadOnlyList<PersonId>? found = snapshot.Persons.GetValueOrDefault(asked.References[i]);
            if (found is { Count: > 0 })
            {
                conflict |= persons.Count > 0 && !found.Any(persons.Contains);
                Add(persons, found);
                if (record.References[i].Scheme != IdentifierScheme.Household)
                {
                    Add(subjects, found);
                }
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
        int named = persons.Count;
        bool isDocumented = false;
        List<PersonId> alike = [];
        List<PersonId> alone = [];
        foreach (Pseudonym fingerprint in asked.Fingerprints)
        {
            if (snapshot.Persons.GetValueOrDefault(fingerprint) is { Count: > 0 } found)
            {
                conflict |= named > 0 && !found.Any(persons.Contains);
                bool isStated = !snapshot.LearnedOnly.Contains(fingerprint) && !asked.OtherReadings.Contains(fingerprint);
                bool isShared = named > 0 ? found.Any(persons.Take(named).Contains) : found.Count > 1;
                isDocumented |= isStated;
                Add(isStated && !isShared ? alone : alike, found);
                Add(persons, found);
            }
        }

        // A match with what was only learned, with another reading of the name or with one part only may be somebody else: it holds, it
        // never lets a write through.
        bool possibleOnly = named == 0
            && (persons.Count > 0 ? !isDocumented : asked.Possible.Any(snapshot.Persons.ContainsKey));
        return new AttributedRecord(record, persons, unresolved, contradicts, possibleOnly)
        {
            Subjects = subjects.Count > 0 ? subjects : persons,
            Alike = alike.Count == 0 ? alike : [.. alike.Except(alone).Except(persons.Take(named))],
        };
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
        UInt128[] names = [.. IdentityFingerprints.NamesOf(stated).Select(name => pseudonymizer.OfFingerprint(name).Hash)];
        return onFile.All(known => Differences(said, names, known) >= 2);
    }

    private static int Differences(IdentityOnFile said, UInt128[] names, IdentityOnFile known) =>
        (names.Length > 0 && known.Name is { } name && !names.Contains(name) ? 1 : 0) + Differ(said.Birth, known.Birth) + Differ(said.Ssn, known.Ssn);

    private static int Differ(UInt128? a, UInt128? b) => a is { } x && b is { } y && x != y ? 1 : 0;
}
