namespace HmisGateway.Consent;

/// <summary>An identity as an agency wrote it. Personal data: becomes fingerprints, and is otherwise kept sealed.</summary>
internal sealed record StatedIdentity
{
    /// <summary>First name.</summary>
    public string? FirstName { get; init; }

    /// <summary>Last name.</summary>
    public string? LastName { get; init; }

    /// <summary>Date of birth.</summary>
    public string? Dob { get; init; }

    /// <summary>Social Security number.</summary>
    public string? Ssn { get; init; }

    /// <summary>Nothing of it.</summary>
    /// <returns>A text without personal data.</returns>
    public override string ToString() => nameof(StatedIdentity);
}
