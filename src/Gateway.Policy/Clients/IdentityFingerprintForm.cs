namespace HmisGateway.Policy.Clients;

/// <summary>The parts a fingerprint is made of. The numbers are part of stored pseudonyms and never change.</summary>
public enum IdentityFingerprintForm
{
    /// <summary>SSN and full name: a match.</summary>
    SsnAndName = 1,

    /// <summary>SSN and date of birth: a match.</summary>
    SsnAndBirth = 2,

    /// <summary>Full name and date of birth: a match.</summary>
    NameAndBirth = 3,

    /// <summary>Full name, last four of the SSN and date of birth: a match.</summary>
    NameSsn4AndBirth = 4,

    /// <summary>SSN alone: a possible match.</summary>
    Ssn = 5,

    /// <summary>Full name alone: a possible match.</summary>
    Name = 6,

    /// <summary>Date of birth alone: compared, never looked up.</summary>
    Birth = 7,
}
