namespace HmisGateway.Agencies;

/// <summary>What kind of organisation an agency is. The numbers are stored and never change.</summary>
internal enum AgencyType
{
    /// <summary>An ordinary homeless-service agency.</summary>
    Standard = 1,

    /// <summary>A victim-service provider: nothing of it may reach HMIS (34 U.S.C. 12291(b)(2)).</summary>
    VictimService = 2,
}
