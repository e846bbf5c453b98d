namespace HmisGateway.Policy.Consent;

/// <summary>What the client chose on the ROI, from least to most restrictive. The numbers are stored and never change.</summary>
public enum SharingChoice
{
    /// <summary>Full Sharing: all agencies may see the record.</summary>
    Full = 1,

    /// <summary>Limited Sharing: a locked record in HMIS, seen by the agency and Coordinated Entry.</summary>
    Limited = 2,

    /// <summary>No Sharing: nothing may be entered in HMIS, not even a locked record. A refusal to sign counts as this.</summary>
    None = 3,
}
