namespace HmisGateway.Telemetry;

/// <summary>The state of a vendor's circuit breaker.</summary>
internal enum UpstreamCircuit
{
    /// <summary>Requests pass.</summary>
    Closed,

    /// <summary>Requests are answered <c>502</c> without being sent.</summary>
    Open,

    /// <summary>One request is let through to see whether the vendor is back.</summary>
    HalfOpen,
}
