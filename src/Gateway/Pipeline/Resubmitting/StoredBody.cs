using Microsoft.AspNetCore.Http.Features;

namespace HmisGateway.Pipeline.Resubmitting;

/// <summary>Says whether a stored request has a body.</summary>
internal sealed class StoredBody(bool hasBody) : IHttpRequestBodyDetectionFeature
{
    /// <inheritdoc/>
    public bool CanHaveBody => hasBody;
}
