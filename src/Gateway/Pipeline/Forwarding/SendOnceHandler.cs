namespace HmisGateway.Pipeline.Forwarding;

/// <summary>
/// Keeps the platform from repeating a write. It repeats a request without content when the vendor closes the connection before it
/// answers; a request whose content has begun to be sent is never repeated. So a write without a body gets an empty one.
/// </summary>
internal sealed class SendOnceHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    /// <inheritdoc/>
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Content is null && request.Method != HttpMethod.Get && request.Method != HttpMethod.Head)
        {
            request.Content = new ByteArrayContent([]);
        }

        return base.SendAsync(request, cancellationToken);
    }
}
