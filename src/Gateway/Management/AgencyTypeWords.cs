using HmisGateway.Agencies;

namespace HmisGateway.Management;

/// <summary>The types of agencies as they are written on the command line.</summary>
internal static class AgencyTypeWords
{
    /// <summary><see cref="AgencyType.Standard"/>.</summary>
    public const string Standard = "standard";

    /// <summary><see cref="AgencyType.VictimService"/>.</summary>
    public const string VictimService = "victim-service";

    /// <summary>The type of a word, or null.</summary>
    public static AgencyType? Parse(string? word) => word switch
    {
        Standard or null => AgencyType.Standard,
        VictimService => AgencyType.VictimService,
        _ => null,
    };
}
