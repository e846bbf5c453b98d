using HmisGateway.Identity;
using HmisGateway.Policy.Consent;

namespace HmisGateway.Storage.Sqlite;

/// <summary>The columns of a form as every query selects them.</summary>
internal static class RoiColumns
{
    /// <summary>The select list; the table's alias is <c>r</c>.</summary>
    public const string List = """
        r.agency_id, r.version, r.choice, r.signed_from, r.signed_to, r.signed_on, r.ends_on, r.signer, r.source, r.has_document,
        r.superseded, r.recorded_at, r.has_identity, r.name_hash, r.birth_hash, r.ssn_hash,
        r.client, r.client_age
        """;

    private const int EndsOn = 6;
    private const int HasIdentity = 12;

    /// <summary>The form in the current row.</summary>
    public static ReleaseOfInformation ReadForm(in SqliteCall call) => new()
    {
        AgencyId = call.RepeatedText(0),
        Version = call.Int32(1),
        Choice = (SharingChoice)call.Int32(2),
        Signed = new SigningMoment(call.Time(3), call.Time(4)),
        SignedOn = call.RepeatedText(5),
        EndsOn = call.IsNull(EndsOn) ? null : DateOnly.FromDayNumber(call.Int32(EndsOn)),
        Signer = (RoiSigner)call.Int32(7),
        Source = (RoiSource)call.Int32(8),
        HasDocument = call.Boolean(9),
        IsSuperseded = call.Boolean(10),
        RecordedAt = call.Time(11),
        ClientKey = call.Hash(16),
        ClientAge = (ClientAge)call.Int32(17),
    };

    /// <summary>The identity that the form in the current row states, or null.</summary>
    public static IdentityOnFile? ReadIdentity(in SqliteCall call) =>
        call.Boolean(HasIdentity) ? new IdentityOnFile(call.HashOrNull(13), call.HashOrNull(14), call.HashOrNull(15)) : null;
}
