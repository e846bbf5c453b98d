using System.Globalization;
using System.Text;
using HmisGateway.Identity;
using HmisGateway.Keys;
using HmisGateway.Ledger;
using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Consent;
using HmisGateway.Telemetry;

namespace HmisGateway.Consent;

/// <summary>Finds the clients of a HUD CSV export of the HMIS among those on file, and learns their ids. It never guesses.</summary>
internal sealed class HmisComparison(
    IPersonDirectory persons,
    IConsentRegistry registry,
    FencedLearning learning,
    LearnedReferenceBuilder builder,
    Pseudonymizer pseudonymizer,
    IKeyRing keys,
    RoiCalendar calendar)
{
    /// <summary>Finds a batch of clients; with <paramref name="isLearning"/> the HMIS ids of those found by their identity lead to them from now on.</summary>
    /// <param name="agencyId">Whose forms are looked at.</param>
    /// <param name="vendorName">Whose export it is.</param>
    /// <param name="clients">The clients.</param>
    /// <param name="isLearning">Whether to learn.</param>
    /// <param name="cancellationToken">Cancels before anything is learned.</param>
    /// <returns>One entry for each client, in order; and how many ids were learned.</returns>
    public async Task<(IReadOnlyList<ComparedClient> Compared, int Learned)> CompareAsync(
        string agencyId, string vendorName, IReadOnlyList<ExportedClient> clients, bool isLearning, CancellationToken cancellationToken)
    {
        Question[] questions = [.. clients.Select(client => Ask(client, vendorName))];
        PersonSnapshot snapshot = await persons.LookUpAsync([.. questions.SelectMany(static question => question.All).Distinct()], cancellationToken);
        ComparedClient[] compared = new ComparedClient[questions.Length];
        List<LearnedReferences> learned = [];
        for (int i = 0; i < questions.Length; i++)
        {
            (string match, PersonId? person) = Match(questions[i], snapshot);
            compared[i] = await DescribeAsync(agencyId, clients[i].PersonalId, match, person, snapshot, cancellationToken);
            if (match == ComparedClient.ByIdentity && ClientIdSyntax.IsValid(clients[i].PersonalId))
            {
                learned.Add(builder.Build(person!.Value, [Reference(IdentifierScheme.Vendor, clients[i].PersonalId)], agencyId, vendorName));
            }
        }

        if (isLearning && learned.Count > 0)
        {
            await learning.LearnAsync(learned, Evidence(agencyId, learned), NoPass.Instance);
        }

        return (compared, isLearning ? learned.Count : 0);
    }

    /// <summary>Learns enrollment and household ids of clients whose HMIS id leads to one person.</summary>
    /// <param name="agencyId">For whom.</param>
    /// <param name="vendorName">Whose export it is.</param>
    /// <param name="enrollments">The enrollments.</param>
    /// <param name="cancellationToken">Cancels before anything is learned.</param>
    /// <returns>How many enrollments lead to their client now.</returns>
    public async Task<int> LearnAsync(
        string agencyId, string vendorName, IReadOnlyList<ExportedEnrollment> enrollments, CancellationToken cancellationToken)
    {
        Pseudonym[] clients = [.. enrollments.Select(enrollment => pseudonymizer.Of(IdentifierScheme.Vendor, vendorName, enrollment.PersonalId))];
        PersonSnapshot snapshot = await persons.LookUpAsync([.. clients.Distinct()], cancellationToken);
        List<LearnedReferences> learned = [];
        for (int i = 0; i < clients.Length; i++)
        {
            if (snapshot.Persons.GetValueOrDefault(clients[i]) is [var person] && ClientIdSyntax.IsValid(enrollments[i].EnrollmentId))
            {
                List<ClientReference> references = [Reference(IdentifierScheme.Enrollment, enrollments[i].EnrollmentId)];
                if (enrollments[i].HouseholdId is { } household && ClientIdSyntax.IsValid(household))
                {
                    references.Add(Reference(IdentifierScheme.Household, household));
                }

                learned.Add(builder.Build(person, references, agencyId, vendorName));
            }
        }

        if (learned.Count > 0)
        {
            await learning.LearnAsync(learned, Evidence(agencyId, learned), NoPass.Instance);
        }

        return learned.Count;
    }

    private static ClientReference Reference(IdentifierScheme scheme, string value) => new(scheme, ReferenceRole.Defines, value, "export");

    private static LedgerEvent Evidence(string agencyId, List<LearnedReferences> learned) => new(
        LedgerEventKind.Learned,
        [
            new("source", "export"),
            new("agency", agencyId),
            new("references", learned.Sum(static one => one.Pseudonyms.Count).ToString(CultureInfo.InvariantCulture)),
        ]);

    private Question Ask(ExportedClient client, string vendorName)
    {
        ReportedIdentity identity = IdentityNormalizer.Normalize(client.FirstName, client.LastName, client.Dob, client.Ssn, client.DobQuality);
        return new Question(
            pseudonymizer.Of(IdentifierScheme.Vendor, vendorName, client.PersonalId),
            [.. IdentityFingerprints.MatchesOf(identity).Select(pseudonymizer.OfFingerprint)],
            [
                .. IdentityFingerprints.OtherReadingsOf(identity).Select(pseudonymizer.OfFingerprint),
                .. IdentityFingerprints.PossibleOf(identity).Where(static form => form.Form == IdentityFingerprintForm.Ssn).Select(pseudonymizer.OfFingerprint),
            ]);
    }

    /// <summary>Who it is: by its id, or by an identity that leads to one person only and that a form states.</summary>
    private static (string Match, PersonId? Person) Match(Question question, PersonSnapshot snapshot)
    {
        HashSet<PersonId> stated = [.. question.Matches.Where(fingerprint => !snapshot.LearnedOnly.Contains(fingerprint)).SelectMany(Found)];
        HashSet<PersonId> alike = [.. question.Matches.Concat(question.Weak).SelectMany(Found)];
        IReadOnlyList<PersonId> byId = snapshot.Persons.GetValueOrDefault(question.Id) ?? [];
        return byId switch
        {
            [var person] => (alike.IsSubsetOf([person]) ? ComparedClient.ById : ComparedClient.Review, person),
            [] when stated.Count == 1 && alike.Count == 1 => (ComparedClient.ByIdentity, stated.First()),
            [] when alike.Count == 0 => (ComparedClient.NoMatch, null),
            _ => (ComparedClient.Review, null),
        };

        IReadOnlyList<PersonId> Found(Pseudonym fingerprint) => snapshot.Persons.GetValueOrDefault(fingerprint) ?? [];
    }

    private async Task<ComparedClient> DescribeAsync(
        string agencyId, string personalId, string match, PersonId? person, PersonSnapshot snapshot, CancellationToken cancellationToken)
    {
        ReleaseOfInformation? current = person is { } known ? snapshot.Histories[known].CurrentOf(agencyId) : null;
        if (current is null)
        {
            return new ComparedClient(personalId, match, ComparedClient.Missing, null, null);
        }

        if (current.Choice != SharingChoice.None)
        {
            bool isExpired = current.EndsOn < calendar.Today;
            return new ComparedClient(personalId, match, isExpired ? ComparedClient.Expired : current.Choice.ToWire(), null, null);
        }

        string? clientId = null;
        foreach ((Pseudonym client, byte[] sealedId) in await registry.ReadClientIdsAsync(agencyId, [person!.Value], cancellationToken))
        {
            if (client.Hash == current.ClientKey)
            {
                clientId = Encoding.UTF8.GetString(keys.Open(agencyId, RoiEntryBuilder.ClientIdContext, sealedId));
            }
        }

        return new ComparedClient(personalId, match, SharingChoice.None.ToWire(), calendar.DayOf(current.Signed.To), clientId);
    }

    private sealed record Question(Pseudonym Id, Pseudonym[] Matches, Pseudonym[] Weak)
    {
        public IEnumerable<Pseudonym> All => [Id, .. Matches, .. Weak];
    }
}
