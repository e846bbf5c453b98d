using HmisGateway.Identity;
using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Payloads;
using HmisGateway.Policy.Profiles;

namespace HmisGateway.Pipeline.Deciding;

/// <summary>The pseudonyms to look up for one record.</summary>
internal readonly record struct RecordPseudonyms
{
    /// <summary>One for each reference of the record, in order.</summary>
    public required Pseudonym[] References { get; init; }

    /// <summary>Vendor ids read as if they were the agency's own ids.</summary>
    public required Pseudonym[] MisplacedAgencyIds { get; init; }

    /// <summary>Fingerprints that make a match.</summary>
    public required Pseudonym[] Matches { get; init; }

    /// <summary>Fingerprints of other readings of the name; a match with one of them alone holds.</summary>
    public required Pseudonym[] OtherReadings { get; init; }

    /// <summary>Fingerprints that make a possible match.</summary>
    public required Pseudonym[] Possible { get; init; }

    /// <summary>That of <see cref="Possible"/> which is of the SSN alone: few people share one.</summary>
    public required Pseudonym[] PossibleSsn { get; init; }

    /// <summary>For a search: the SSN that it carries, which is enough to refuse it.</summary>
    public required Pseudonym[] SearchedSsn { get; init; }

    /// <summary>Every fingerprint that leads to persons who are judged.</summary>
    public IEnumerable<Pseudonym> Fingerprints => Matches.Concat(SearchedSsn).Concat(OtherReadings);

    /// <summary>Computes the pseudonyms of a record.</summary>
    public static RecordPseudonyms Of(PayloadRecord record, string agencyId, string vendorName, Pseudonymizer pseudonymizer)
    {
        Pseudonym[] references = new Pseudonym[record.References.Count];
        List<Pseudonym>? misplaced = null;
        for (int i = 0; i < references.Length; i++)
        {
            ClientReference reference = record.References[i];
            references[i] = pseudonymizer.OfReference(reference, agencyId, vendorName);
            if (reference is { Scheme: IdentifierScheme.Vendor, Role: ReferenceRole.Refers } && LooksLikeAgencyId(reference.Value))
            {
                (misplaced ??= []).Add(pseudonymizer.OfAgencyClient(agencyId, reference.Value));
            }
        }

        return new RecordPseudonyms
        {
            References = references,
            MisplacedAgencyIds = misplaced is null ? [] : [.. misplaced],
            Matches = Hash(record.Identity, static i => IdentityFingerprints.MatchesOf(i), pseudonymizer),
            OtherReadings = Hash(record.Identity, static i => IdentityFingerprints.OtherReadingsOf(i), pseudonymizer),
            Possible = references.Length > 0
                ? []
                : Hash(record.Identity, static i => IdentityFingerprints.PossibleOf(i), pseudonymizer),
            PossibleSsn = references.Length > 0 ? [] : Hash(record.Identity, static i => [.. IdentityFingerprints.PossibleOf(i).Where(IsSsn)], pseudonymizer),
            SearchedSsn = record.Operation == Operation.Search
                ? Hash(record.Identity, static i => [.. IdentityFingerprints.PossibleOf(i).Where(IsSsn)], pseudonymizer)
                : [],
        };
    }

    /// <summary>What the look-up found: another number when anybody or any form comes to it.</summary>
    /// <param name="snapshot">The look-up.</param>
    /// <param name="asked">What was asked; one that stands in it twice counts once.</param>
    public static ulong ReachIn(PersonSnapshot snapshot, IEnumerable<Pseudonym> asked)
    {
        ulong reach = 0;
        foreach (PersonId person in asked.SelectMany(pseudonym => snapshot.Persons.GetValueOrDefault(pseudonym) ?? []).Distinct())
        {
            reach ^= Mix(((ulong)person.Value * 0x9E3779B97F4A7C15) + (ulong)(snapshot.Histories.GetValueOrDefault(person)?.Count ?? 0));
        }

        return reach;
    }

    /// <summary>Spreads a number over all bits (the finalizer of SplitMix64), so that two changes do not cancel each other out.</summary>
    private static ulong Mix(ulong number)
    {
        number = (number ^ (number >> 30)) * 0xBF58476D1CE4E5B9;
        number = (number ^ (number >> 27)) * 0x94D049BB133111EB;
        return number ^ (number >> 31);
    }

    /// <summary>All of them, <see cref="Matches"/> first.</summary>
    public IEnumerable<Pseudonym> All() => Matches.Concat(References).Concat(MisplacedAgencyIds).Concat(OtherReadings).Concat(Possible).Concat(SearchedSsn);

    /// <summary>Adds all of them to <paramref name="pseudonyms"/>.</summary>
    public void AddTo(HashSet<Pseudonym> pseudonyms)
    {
        pseudonyms.UnionWith(References);
        pseudonyms.UnionWith(MisplacedAgencyIds);
        pseudonyms.UnionWith(Matches);
        pseudonyms.UnionWith(OtherReadings);
        pseudonyms.UnionWith(Possible);
        pseudonyms.UnionWith(SearchedSsn);
    }

    /// <summary>A plain number is a vendor id like any other; reading it as an agency id would hold strangers.</summary>
    private static bool LooksLikeAgencyId(string value) => value.AsSpan().ContainsAnyExceptInRange('0', '9');

    private static bool IsSsn(IdentityFingerprint fingerprint) => fingerprint.Form == IdentityFingerprintForm.Ssn;

    private static Pseudonym[] Hash(
        ReportedIdentity? identity, Func<ReportedIdentity, IReadOnlyList<IdentityFingerprint>> select, Pseudonymizer pseudonymizer) =>
        identity is null ? [] : [.. select(identity).Select(pseudonymizer.OfFingerprint)];
}
