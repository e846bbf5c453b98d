namespace HmisGateway.Policy.Consent;

/// <summary>Whose current No Sharing stands between a person and one agency.</summary>
public enum NoSharingSource
{
    /// <summary>Nobody's.</summary>
    Nobody,

    /// <summary>Another agency's. Told to nobody.</summary>
    Elsewhere,

    /// <summary>The agency's own.</summary>
    Own,
}
