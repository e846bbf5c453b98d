namespace HmisGateway.Policy.Clients;

/// <summary>Brings a stated identity into the form in which identities are compared.</summary>
public static class IdentityNormalizer
{
    /// <summary>Normalises an identity. Anything unusable (a mask, a placeholder, an impossible date) becomes null.</summary>
    /// <param name="firstName">First name as stated.</param>
    /// <param name="lastName">Last name as stated.</param>
    /// <param name="dateOfBirth"><c>yyyy-MM-dd</c>, <c>yyyyMMdd</c>, <c>M/d/yyyy</c>, an ISO date-time (its date as written), or milliseconds since 1970.</param>
    /// <param name="ssn">Social Security number, with or without dashes and spaces; <c>x X * # •</c> are masks.</param>
    /// <returns>The identity.</returns>
    public static ReportedIdentity Normalize(string? firstName, string? lastName, string? dateOfBirth, string? ssn)
    {
        (string? full, string? last4) = SocialSecurityNumber.Read(ssn);
        return new ReportedIdentity
        {
            FullName = PersonName.FullName(firstName, lastName),
            DateOfBirth = BirthDate.Read(dateOfBirth),
            Ssn = full,
            SsnLast4 = last4,
        };
    }
}
