namespace HmisGateway.Policy.Profiles;

/// <summary>A part of an identity.</summary>
internal enum IdentityPart
{
    /// <summary>First name.</summary>
    FirstName,

    /// <summary>Last name.</summary>
    LastName,

    /// <summary>Date of birth.</summary>
    DateOfBirth,

    /// <summary>Social Security number, or a piece of it.</summary>
    Ssn,

    /// <summary>What the record says about its date of birth.</summary>
    BirthQuality,
}
