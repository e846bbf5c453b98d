namespace HmisGateway.Policy.Payloads;

/// <summary>What a vendor's ROI record says, the most restrictive last.</summary>
public enum StatedChoice
{
    /// <summary>Full Sharing.</summary>
    Full,

    /// <summary>A grant, where the vendor does not tell Full from Limited.</summary>
    Granted,

    /// <summary>Limited Sharing.</summary>
    Limited,

    /// <summary>No Sharing.</summary>
    None,
}
