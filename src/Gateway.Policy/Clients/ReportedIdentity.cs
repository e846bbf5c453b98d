namespace HmisGateway.Policy.Clients;

/// <summary>
/// Name, date of birth and Social Security number as a record or a ROI states them, normalised for comparison.
/// Personal data: never logged.
/// </summary>
public sealed record ReportedIdentity
{
    /// <summary>First and last name, folded (accents, punctuation and case removed), joined by one space; null unless both are stated.</summary>
    public string? FullName { get; init; }

    /// <summary>The first name as it is written; null where there is no <see cref="FullName"/>.</summary>
    public string? FirstName { get; init; }

    /// <summary>The last name as it is written; null where there is no <see cref="FullName"/>.</summary>
    public string? LastName { get; init; }

    /// <summary><see cref="FullName"/> without <c>Jr.</c>, <c>III</c> and the like; null where there is no such suffix.</summary>
    public string? PlainName { get; init; }

    /// <summary>Date of birth; null when absent, a placeholder or not a date.</summary>
    public DateOnly? DateOfBirth { get; init; }

    /// <summary>A first of January that the record itself calls an estimate or a placeholder; it is no <see cref="DateOfBirth"/>.</summary>
    public DateOnly? PlaceholderBirth { get; init; }

    /// <summary>Nine digits; null when absent, masked, partial or not a number that the SSA issues.</summary>
    public string? Ssn { get; init; }

    /// <summary>The last four digits where they are stated, masked or not.</summary>
    public string? SsnLast4 { get; init; }

    /// <summary>True when not even one of name, date of birth and SSN is usable.</summary>
    public bool IsEmpty => FullName is null && DateOfBirth is null && Ssn is null && SsnLast4 is null;

    /// <summary>True when it has two of name, SSN and date of birth, so that it can match a person.</summary>
    public bool IsMatchable => (FullName is null ? 0 : 1) + (DateOfBirth is null ? 0 : 1) + (Ssn is null ? 0 : 1) >= 2;

    /// <summary>Which parts are present; never their values.</summary>
    /// <returns>A text without personal data.</returns>
    public override string ToString() =>
        $"identity({(FullName is null ? "" : "name ")}{(DateOfBirth is null ? "" : "dob ")}{(Ssn is null ? "" : "ssn")})";
}
