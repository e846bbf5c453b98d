namespace HmisGateway.Hosting;

/// <summary>Section <c>Limits</c>: what one agency may ask of the gateway, so that a runaway program of one does not slow the others.</summary>
internal sealed class LimitsOptions
{
    /// <summary>How many requests an agency may send in a second, on average; a second's worth may come at once.</summary>
    /// <value>The default is 20,000; 0 means no limit.</value>
    public int RequestsPerSecond { get; set; } = 20_000;

    /// <summary>How many requests of an agency may be on their way at the same time.</summary>
    /// <value>The default is 1,000; 0 means no limit.</value>
    public int ConcurrentRequests { get; set; } = 1_000;
}
