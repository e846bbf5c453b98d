using HmisGateway.Identity;
using HmisGateway.Policy.Consent;

namespace HmisGateway.Storage.Postgres;

/// <summary>The columns of a form as every query selects them, behind others.</summary>
internal static class RoiColumns
{
    /// <summary>The select list; the table's alias is <c>r</c>.</summary>
    public const string List = """
        r.agency_id, r.version, r.choice, r.signed_from, r.signed_to, r.signed_on, r.ends_on, r.signer, r.source, r.has_document,
        r.superseded, r.recorded_at, r.has_identity, r.name_hash, r.birth_hash, r.ssn_hash,
        r.client, r.client_age
        """;

    /// <summary>The form in the current row.</summary>
    public static ReleaseOfInformation ReadForm(PostgresRow row) => ReadForm(row, first: 0);

    /// <summary>The form in the current row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="first">How many columns stand before the form's.</param>
    public static ReleaseOfInformation ReadForm(PostgresRow row, int first) => new()
    {
        AgencyId = row.Text(first),
        Version = row.Int32(first + 1),
        Choice = (SharingChoice)row.Int32(first + 2),
        Signed = new SigningMoment(row.Time(first + 3), row.Time(first + 4)),
        SignedOn = row.Text(first + 5),
        EndsOn = row.IsNull(first + 6) ? null : DateOnly.FromDayNumber(row.Int32(first + 6)),
        Signer = (RoiSigner)row.Int32(first + 7),
        Source = (RoiSource)row.Int32(first + 8),
        HasDocument = row.Boolean(first + 9),
        IsSuperseded = row.Boolean(first + 10),
        RecordedAt = row.Time(first + 11),
        ClientKey = row.Hash(first + 16),
        ClientAge = (ClientAge)row.Int32(first + 17),
    };

    /// <summary>The identity that the form in the current row states, or null.</summary>
    /// <param name="row">The row.</param>
    /// <param name="first">How many columns stand before the form's.</param>
    public static IdentityOnFile? ReadIdentity(PostgresRow row, int first) =>
        row.Boolean(first + 12) ? new IdentityOnFile(row.HashOrNull(first + 13), row.HashOrNull(first + 14), row.HashOrNull(first + 15)) : null;
}
