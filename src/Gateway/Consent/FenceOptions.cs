namespace HmisGateway.Consent;

/// <summary>Section <c>Fence</c>.</summary>
internal sealed class FenceOptions
{
    /// <summary>How long a choice waits for the forwards in flight about the client before it resets them.</summary>
    /// <value>The default is 5 seconds.</value>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a permit on a storage of several replicas holds without renewal: so long a choice waits, after <see cref="DrainTimeout"/>, for a replica that does not answer.</summary>
    /// <value>The default is 10 seconds.</value>
    public TimeSpan PermitLifetime { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long before the end of its permit a replica stops sending; shorter than half of <see cref="PermitLifetime"/>.</summary>
    /// <value>The default is 3 seconds.</value>
    public TimeSpan Margin { get; set; } = TimeSpan.FromSeconds(3);
}
