namespace HmisGateway.Policy.Decisions;

/// <summary>What happens with a new record of a Limited Sharing client that does not ask for the lock which the vendor knows.</summary>
public enum LimitedLock
{
    /// <summary>Nothing.</summary>
    Off,

    /// <summary>It is forwarded, and noted.</summary>
    Warn,

    /// <summary>It is kept offline.</summary>
    Divert,
}
