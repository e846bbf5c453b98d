namespace HmisGateway.Consent;

/// <summary>How the forwards ended that a choice had to wait for.</summary>
internal enum DrainResult
{
    /// <summary>None was in flight.</summary>
    None,

    /// <summary>All ended by themselves.</summary>
    Explicit,

    /// <summary>At least one was reset; its item is in doubt.</summary>
    Cancelled,

    /// <summary>At least one belonged to a replica that did not answer, and its permit has expired.</summary>
    Lease,
}
