using Microsoft.AspNetCore.Http.Features;

namespace HmisGateway.Pipeline.Forwarding;

/// <summary>Says that the request that is sent has no body, however the empty one that came was framed.</summary>
internal sealed class NoBody : IHttpRequestBodyDetectionFeature
{
    /// <summary>The only instance.</summary>
    public static readonly NoBody Instance = new();

    /// <inheritdoc/>
    public bool CanHaveBody => false;
}
