namespace HmisGateway.Agencies;

/// <summary>Why somebody does what has to be justified. A closed list, so that it can be counted and holds no personal data.</summary>
internal enum ActorReason
{
    /// <summary>An audit or a review.</summary>
    Audit = 1,

    /// <summary>The client asked.</summary>
    ClientRequest = 2,

    /// <summary>Something was recorded wrongly.</summary>
    Correction = 3,

    /// <summary>The content is to be sent again.</summary>
    Resubmission = 4,

    /// <summary>Help for a user.</summary>
    Support = 5,

    /// <summary>A test of the installation.</summary>
    AcceptanceTest = 6,
}
