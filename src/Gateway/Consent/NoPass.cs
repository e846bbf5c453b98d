namespace HmisGateway.Consent;

/// <summary>The pass of what is learned without a forward: there is none to give up.</summary>
internal sealed class NoPass : IFencePass
{
    /// <summary>The only one.</summary>
    public static NoPass Instance { get; } = new();

    /// <inheritdoc/>
    public CancellationToken Revoked => CancellationToken.None;

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
