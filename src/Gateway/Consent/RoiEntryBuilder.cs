using System.Text;
using HmisGateway.Agencies;
using HmisGateway.Identity;
using HmisGateway.Keys;
using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Consent;

namespace HmisGateway.Consent;

/// <summary>Hashes and seals a checked ROI, so that the storage learns no personal data.</summary>
internal sealed class RoiEntryBuilder(Pseudonymizer pseudonymizer, IKeyRing keys)
{
    /// <summary>The associated data of a sealed client id.</summary>
    public const string ClientIdContext = "client-id";

    /// <summary>Builds the entry of one form.</summary>
    public SealedRoi Build(string agencyId, string clientId, RoiDraft draft, RoiSource source, Actor actor, DateTimeOffset recordedAt)
    {
        ReportedIdentity? identity = Normalize(draft.Stated.Identity);
        Pseudonym client = pseudonymizer.OfAgencyClient(agencyId, clientId);
        Pseudonym[] vendorIds = VendorIdsOf(draft.VendorId);
        IdentityFingerprint[] fingerprints = identity is null ? [] : FingerprintsOf(identity);
        Pseudonym[] hashed = [.. fingerprints.Select(pseudonymizer.OfFingerprint)];
        RoiEntry entry = new()
        {
            Form = new ReleaseOfInformation
            {
                AgencyId = agencyId,
                Version = 0,
                Choice = draft.Choice,
                Signed = draft.Signed,
                SignedOn = draft.SignedOn,
                EndsOn = draft.EndsOn,
                Signer = draft.Signer,
                ClientAge = AgeOfMajority.On(identity?.DateOfBirth, draft.SignedDay),
                Source = source,
                RecordedAt = recordedAt,
            },
            Client = client,
            SealedClientId = keys.Seal(agencyId, ClientIdContext, Encoding.UTF8.GetBytes(clientId)),
            VendorIds = vendorIds,
            Fingerprints = hashed,
            Identity = identity is null ? null : IdentityParts.Of(identity, pseudonymizer),
            SealedDetails = keys.Seal(agencyId, RoiDetails.Context, DetailsOf(draft, actor).ToBytes()),
            Supersedes = draft.Supersedes,
        };
        return new SealedRoi(
            entry,
            Concerns(client, vendorIds, fingerprints, hashed),
            new StatedIdentifiers(agencyId, clientId, draft.VendorId, draft.Stated.Identity));
    }

    /// <summary>The references that lead to everybody whom a form on file may concern; see <see cref="SealedRoi.Concerns"/>.</summary>
    /// <param name="client">The agency's own client id as a pseudonym.</param>
    /// <param name="vendorId">The HMIS id that the form states, or null.</param>
    /// <param name="stated">The identity that the form states, or null.</param>
    public IReadOnlyList<Pseudonym> ConcernsOf(Pseudonym client, VendorClientId? vendorId, StatedIdentity? stated)
    {
        IdentityFingerprint[] fingerprints = Normalize(stated) is { } identity ? FingerprintsOf(identity) : [];
        return Concerns(client, VendorIdsOf(vendorId), fingerprints, [.. fingerprints.Select(pseudonymizer.OfFingerprint)]);
    }

    private static Pseudonym[] Concerns(Pseudonym client, Pseudonym[] vendorIds, IdentityFingerprint[] fingerprints, Pseudonym[] hashed) =>
        [client, .. vendorIds, .. hashed.Where((_, i) => fingerprints[i].Form != IdentityFingerprintForm.Name)];

    private Pseudonym[] VendorIdsOf(VendorClientId? vendorId) =>
        vendorId is { } stated ? [pseudonymizer.Of(IdentifierScheme.Vendor, stated.Vendor, stated.Id)] : [];

    private static ReportedIdentity? Normalize(StatedIdentity? stated)
    {
        if (stated is null)
        {
            return null;
        }

        ReportedIdentity identity = IdentityNormalizer.Normalize(stated.FirstName, stated.LastName, stated.Dob, stated.Ssn);
        return identity.IsEmpty ? null : identity;
    }

    private static RoiDetails DetailsOf(RoiDraft draft, Actor actor) => new()
    {
        Documentation = draft.Stated.Documentation,
        Witness = draft.Stated.Witness,
        VendorId = draft.Stated.VendorId,
        Identity = draft.Stated.Identity,
        Actor = actor.Name,
        Reason = actor.Reason?.ToWord(),
        Note = actor.Note,
    };

    private static IdentityFingerprint[] FingerprintsOf(ReportedIdentity identity) =>
        [.. IdentityFingerprints.MatchesOf(identity), .. IdentityFingerprints.PossibleOf(identity)];
}
