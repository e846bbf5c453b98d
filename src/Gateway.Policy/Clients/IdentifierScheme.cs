namespace HmisGateway.Policy.Clients;

/// <summary>What kind of identifier a reference carries. The numbers are part of every pseudonym and never change.</summary>
public enum IdentifierScheme
{
    /// <summary>The agency's own client id; its scope is the agency.</summary>
    Agency = 1,

    /// <summary>The client's id in HMIS; its scope is the vendor.</summary>
    Vendor = 2,

    /// <summary>An enrollment id in HMIS, learned from an answer; its scope is the vendor.</summary>
    Enrollment = 3,

    /// <summary>A household id in HMIS; it may lead to several persons; its scope is the vendor.</summary>
    Household = 4,

    /// <summary>The id of any other record in HMIS (note, file, service …), learned from an answer; its scope is the vendor.</summary>
    Record = 5,

    /// <summary>A fingerprint of name, Social Security number and date of birth; it has no scope.</summary>
    Identity = 6,
}
