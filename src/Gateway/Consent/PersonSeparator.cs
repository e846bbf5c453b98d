using HmisGateway.Agencies;
using HmisGateway.Hosting;
using HmisGateway.Identity;
using HmisGateway.Keys;
using HmisGateway.Ledger;
using HmisGateway.Policy.Clients;
using HmisGateway.Storage;

namespace HmisGateway.Consent;

/// <summary>Separates one of an agency's clients from whom it was taken for, under the fence.</summary>
/// <remarks>
/// An agency separates its own client only, and only from what it stated itself, so that the answer tells nothing about other agencies'
/// documents. What becomes of references and forms: decision 21.
/// </remarks>
internal sealed class PersonSeparator(
    IPersonSeparations separations,
    IPersonDirectory persons,
    ProtectedClients protectedClients,
    IConsentFence fence,
    Pseudonymizer pseudonymizer,
    IKeyRing keys,
    RoiCalendar calendar,
    IReadOnlyList<VendorOptions> vendors)
{
    /// <summary>Separates; returns when it is durable and nothing decided before is in flight.</summary>
    /// <param name="agencyId">Whose client it is.</param>
    /// <param name="clientId">The agency's own client id.</param>
    /// <param name="from">From whom.</param>
    /// <param name="actor">Who says so and why; name and reason are needed.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    public async Task<SeparationOutcome> SeparateAsync(
        string agencyId, string clientId, SeparationRequest from, Actor actor, CancellationToken cancellationToken)
    {
        Pseudonym client = pseudonymizer.OfAgencyClient(agencyId, clientId);
        IReadOnlyList<RoiDetails> own = await ReadAsync(agencyId, client, cancellationToken);
        if (own.Count == 0)
        {
            return new SeparationOutcome.NoForm();
        }

        List<FieldProblem> problems = [];
        HashSet<Pseudonym> ofOther = [];
        if (await FindOtherAsync(agencyId, clientId, from, own, ofOther, problems, cancellationToken) is not { } other)
        {
            return new SeparationOutcome.Invalid(problems);
        }

        Pseudonym[] stated = [.. own.SelectMany(VendorIdsOf).Except(ofOther).Where(id => id != other), .. own.SelectMany(FingerprintsOf)];
        PersonSeparation separation = new(client, other, [.. stated.Distinct()], actor.Reason!.Value.ToWord());
        await SeparateAsync(agencyId, separation, actor, cancellationToken);
        return new SeparationOutcome.Separated(calendar.Now);
    }

    private async Task SeparateAsync(string agencyId, PersonSeparation separation, Actor actor, CancellationToken cancellationToken)
    {
        PersonSnapshot snapshot = await persons.LookUpAsync([separation.Client, separation.From], cancellationToken);
        FenceScope scope = new()
        {
            Persons = await persons.ReadNumbersAsync([.. snapshot.Persons.Values.SelectMany(static found => found).Distinct()], cancellationToken),

            // Until the new person is protected, nobody is found by what moves there.
            Mentioned = await protectedClients.ReadAsync(snapshot.Histories, cancellationToken),
        };
        using IFenceClosing closing = await fence.CloseAsync(scope, cancellationToken);
        bool isCertain = true;
        try
        {
            IReadOnlyCollection<PersonId> concerned = await separations.SeparateAsync(
                separation, (client, other) => EventOf(agencyId, client, other, actor), CancellationToken.None);

            // Who is protected is known by person: a new one has to be known before anybody is let through.
            isCertain = false;
            IReadOnlyDictionary<PersonId, PersonOnFile> onFile = await persons.ReadAsync(concerned, CancellationToken.None);
            await protectedClients.AddAsync(
                onFile.Values.DistinctBy(static person => person.Representative).ToDictionary(static person => person.Representative, static person => person.History),
                CancellationToken.None);
        }
        catch (Exception exception) when (!isCertain || exception is CommitOutcomeUnknownException)
        {
            closing.Keep();
            throw;
        }

        // A forward that was admitted as the person of before would not be waited for when the new one opts out.
        closing.Dispose();
        await closing.DrainAsync(CancellationToken.None);
    }

    private LedgerEvent EventOf(string agencyId, PersonId client, PersonId other, Actor actor) => ActorEvidence.EventOf(
        LedgerEventKind.PersonsSeparated,
        [
            new("agency", agencyId),
            new("client", pseudonymizer.PerAgency(agencyId, client)),
            new("from", pseudonymizer.PerAgency(agencyId, other)),
        ],
        agencyId,
        actor,
        pseudonymizer,
        keys);

    private async Task<Pseudonym?> FindOtherAsync(
        string agencyId,
        string clientId,
        SeparationRequest from,
        IReadOnlyList<RoiDetails> own,
        HashSet<Pseudonym> ofOther,
        List<FieldProblem> problems,
        CancellationToken cancellationToken)
    {
        if ((from.ClientId is null) == (from.VendorId is null))
        {
            problems.Add(new("clientId", "Name either clientId or vendorId: from whom the client is separated."));
            return null;
        }

        if (from.ClientId is { } otherId)
        {
            Pseudonym other = pseudonymizer.OfAgencyClient(agencyId, otherId);
            IReadOnlyList<RoiDetails> forms = otherId == clientId ? [] : await ReadAsync(agencyId, other, cancellationToken);
            if (forms.Count == 0)
            {
                problems.Add(new("clientId", "Write another client id under which a form of this agency is on file."));
                return null;
            }

            ofOther.UnionWith(forms.SelectMany(VendorIdsOf));
            return other;
        }

        if (VendorClientIdReader.Read(from.VendorId, vendors, problems) is not { } vendorId)
        {
            return null;
        }

        Pseudonym stated = Of(vendorId);
        if (own.SelectMany(VendorIdsOf).Contains(stated))
        {
            return stated;
        }

        problems.Add(new("vendorId", "No form of this client states this id."));
        return null;
    }

    private async Task<IReadOnlyList<RoiDetails>> ReadAsync(string agencyId, Pseudonym client, CancellationToken cancellationToken) =>
        [.. (await separations.ReadDetailsAsync(agencyId, client, cancellationToken)).Select(details => RoiDetails.Read(keys.Open(agencyId, RoiDetails.Context, details)))];

    private IEnumerable<Pseudonym> VendorIdsOf(RoiDetails details) =>
        VendorClientIdReader.Read(details.VendorId, vendors, []) is { } vendorId ? [Of(vendorId)] : [];

    private IEnumerable<Pseudonym> FingerprintsOf(RoiDetails details)
    {
        if (details.Identity is not { } stated)
        {
            return [];
        }

        ReportedIdentity identity = IdentityNormalizer.Normalize(stated.FirstName, stated.LastName, stated.Dob, stated.Ssn);
        return IdentityFingerprints.MatchesOf(identity).Concat(IdentityFingerprints.PossibleOf(identity)).Select(pseudonymizer.OfFingerprint);
    }

    private Pseudonym Of(VendorClientId vendorId) => pseudonymizer.Of(IdentifierScheme.Vendor, vendorId.Vendor, vendorId.Id);
}
