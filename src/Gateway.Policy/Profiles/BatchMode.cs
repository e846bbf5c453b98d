namespace HmisGateway.Policy.Profiles;

/// <summary>What is forwarded of a payload with records of several clients when some of them may not be.</summary>
public enum BatchMode
{
    /// <summary>Nothing: the payload is kept whole.</summary>
    Whole,

    /// <summary>The others: what may not be forwarded is taken out and kept.</summary>
    Split,
}
