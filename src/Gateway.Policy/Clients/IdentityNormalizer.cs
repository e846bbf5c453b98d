namespace HmisGateway.Policy.Clients;

/// <summary>Brings a stated identity into the form in which identities are compared.</summary>
public static class IdentityNormalizer
{
    /// <summary>Normalises an identity. Anything unusable (a mask, a placeholder, an impossible date) becomes null.</summary>
    /// <param name="firstName">First name as stated.</param>
    /// <param name="lastName">Last name as stated.</param>
    /// <param name="dateOfBirth"><c>yyyy-MM-dd</c>, <c>yyyyMMdd</c>, <c>M/d/yyyy</c>, an ISO date-time (its date as written), or milliseconds since 1970.</param>
    /// <param name="ssn">Social Security number, with or without dashes and spaces; <c>x X * # •</c> are masks.</param>
    /// <param name="birthQuality">What the record says about its date of birth, as a HUD code or word; null when it says nothing.</param>
    /// <returns>The identity.</returns>
    public static ReportedIdentity Normalize(string? firstName, string? lastName, string? dateOfBirth, string? ssn, string? birthQuality = null)
    {
        (string? full, string? last4) = SocialSecurityNumber.Read(ssn);
        DateOnly? birth = BirthDate.Read(dateOfBirth);
        bool isPlaceholder = BirthDate.IsPlaceholder(birth, birthQuality);
        string? name = PersonName.FullName(firstName, lastName);
        return new ReportedIdentity
        {
            FullName = name,
            FirstName = name is null ? null : firstName,
            LastName = name is null ? null : lastName,
            PlainName = PersonName.WithoutSuffix(firstName, lastName),
            DateOfBirth = isPlaceholder ? null : birth,
            PlaceholderBirth = isPlaceholder ? birth : null,
            Ssn = full,
            SsnLast4 = last4,
        };
    }
}
