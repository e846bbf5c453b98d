namespace HmisGateway.Management;

/// <summary>Management endpoints that were started in this process for one verb. Disposing it stops them.</summary>
/// <param name="Address">Where they listen: loopback, an ephemeral port.</param>
/// <param name="Token">The bearer token.</param>
/// <param name="Stop">Stops them.</param>
internal sealed record ManagementSession(Uri Address, string Token, Func<ValueTask> Stop) : IAsyncDisposable
{
    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Stop();

    /// <summary>The address only.</summary>
    public override string ToString() => Address.AbsoluteUri;
}
