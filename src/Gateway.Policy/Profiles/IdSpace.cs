namespace HmisGateway.Policy.Profiles;

/// <summary>Whose client ids an upload has.</summary>
public enum IdSpace
{
    /// <summary>The agency's own.</summary>
    Agency,

    /// <summary>Those of HMIS.</summary>
    Vendor,
}
