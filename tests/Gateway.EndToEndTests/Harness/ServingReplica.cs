namespace HmisGateway.EndToEndTests.Harness;

/// <summary>One of several gateway processes on the same storage.</summary>
/// <param name="process">The process.</param>
/// <param name="listen">Where agency systems reach it.</param>
public sealed class ServingReplica(GatewayProcess process, Uri listen) : IAsyncDisposable
{
    /// <summary>The process.</summary>
    public GatewayProcess Process => process;

    /// <summary>Where agency systems reach it.</summary>
    public Uri Listen => listen;

    public ValueTask DisposeAsync() => process.DisposeAsync();
}
