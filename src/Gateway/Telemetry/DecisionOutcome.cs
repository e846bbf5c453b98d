namespace HmisGateway.Telemetry;

/// <summary>How a request ended, as metrics and traces state it.</summary>
internal enum DecisionOutcome
{
    /// <summary>Sent to the vendor, and the vendor's answer was passed on.</summary>
    Forwarded,

    /// <summary>Kept offline.</summary>
    Diverted,

    /// <summary>Not sent and not kept: a read or a request that carries nothing to keep, or not authenticated.</summary>
    Refused,

    /// <summary>Something was out of order: the vendor, the storage, or the outcome is unknown.</summary>
    Failed,
}
