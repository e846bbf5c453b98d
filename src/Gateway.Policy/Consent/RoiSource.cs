namespace HmisGateway.Policy.Consent;

/// <summary>How a ROI came into the registry. The numbers are stored and never change.</summary>
public enum RoiSource
{
    /// <summary>Recorded one by one, through the agency API or the command line.</summary>
    Recorded = 1,

    /// <summary>A bulk import.</summary>
    Import = 2,

    /// <summary>A ROI record that an agency system sent to the vendor.</summary>
    Capture = 3,

    /// <summary>The outside source that the gateway asks before each decision.</summary>
    Outside = 4,
}
