namespace HmisGateway.Consent;

/// <summary>Section <c>Fence</c>.</summary>
internal sealed class FenceOptions
{
    /// <summary>How long a choice waits for the forwards in flight about the client before it resets them.</summary>
    /// <value>The default is 5 seconds.</value>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(5);
}
