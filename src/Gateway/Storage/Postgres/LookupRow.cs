using HmisGateway.Identity;
using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Consent;

namespace HmisGateway.Storage.Postgres;

/// <summary>A row of a look-up: whom what was asked leads to, and one of the forms on file.</summary>
/// <param name="Asked">What was asked: the place of a pseudonym, or a person.</param>
/// <param name="Cluster">The representative.</param>
/// <param name="IsLearned">True when no form states the reference.</param>
/// <param name="Form">The form; null when there is none.</param>
/// <param name="Identity">The identity that the form states, or null.</param>
internal sealed record LookupRow(long Asked, PersonId Cluster, bool IsLearned, ReleaseOfInformation? Form, IdentityOnFile? Identity)
{
    private const int Before = 3;

    /// <summary>Reads a row.</summary>
    public static LookupRow Read(PostgresRow row)
    {
        bool hasForm = !row.IsNull(Before);
        return new LookupRow(
            row.Int64(0),
            new PersonId(row.Int64(1)),
            row.Boolean(2),
            hasForm ? RoiColumns.ReadForm(row, Before) : null,
            hasForm ? RoiColumns.ReadIdentity(row, Before) : null);
    }
}
