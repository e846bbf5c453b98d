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
    public RoiEntry Build(string agencyId, string clientId, RoiDraft draft, RoiSource source, Actor actor, DateTimeOffset recordedAt)
    {
        ReportedIdentity? identity = Normalize(draft.Stated.Identity);
        return new RoiEntry
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
                Source = source,
                RecordedAt = recordedAt,
            },
            Client = pseudonymizer.OfAgencyClient(agencyId, clientId),
            SealedClientId = keys.Seal(agencyId, ClientIdContext, Encoding.UTF8.GetBytes(clientId)),
            VendorIds = draft.VendorId is { } vendorId ? [pseudonymizer.Of(IdentifierScheme.Vendor, vendorId.Vendor, vendorId.Id)] : [],
            Fingerprints = identity is null ? [] : FingerprintsOf(identity),
            Identity = identity is null ? null : PartsOf(identity),
            SealedDetails = keys.Seal(agencyId, RoiDetails.Context, DetailsOf(draft, actor).ToBytes()),
            Supersedes = draft.Supersedes,
        };
    }

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

    private Pseudonym[] FingerprintsOf(ReportedIdentity identity) =>
        [.. IdentityFingerprints.MatchesOf(identity).Concat(IdentityFingerprints.PossibleOf(identity)).Select(pseudonymizer.OfFingerprint)];

    private IdentityOnFile PartsOf(ReportedIdentity identity)
    {
        IReadOnlyList<IdentityFingerprint> parts = IdentityFingerprints.PartsOf(identity);
        return new IdentityOnFile(
            Hash(parts, IdentityFingerprintForm.Name),
            Hash(parts, IdentityFingerprintForm.Birth),
            Hash(parts, IdentityFingerprintForm.Ssn));
    }

    private UInt128? Hash(IReadOnlyList<IdentityFingerprint> parts, IdentityFingerprintForm form)
    {
        foreach (IdentityFingerprint part in parts)
        {
            if (part.Form == form)
            {
                return pseudonymizer.OfFingerprint(part).Hash;
            }
        }

        return null;
    }
}
