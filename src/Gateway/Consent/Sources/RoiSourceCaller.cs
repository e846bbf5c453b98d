using System.Net;
using System.Net.Http.Headers;
using HmisGateway.Hosting;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace HmisGateway.Consent.Sources;

/// <summary>Sends one question to the configured address and reads the whole answer. Retries and time limits are those of the client that is named <see cref="ClientName"/>.</summary>
internal sealed class RoiSourceCaller(IHttpClientFactory clients, ConsentOptions options)
{
    /// <summary>The name of the HTTP client.</summary>
    public const string ClientName = "roi-source";

    /// <summary>The most bytes of an answer.</summary>
    public const int MostBytes = 8 * 1024 * 1024;

    /// <summary>Sends a question.</summary>
    /// <param name="content">Its body; null to read a further page.</param>
    /// <param name="address">Where.</param>
    /// <param name="accept">The media type of the answer.</param>
    /// <param name="cancellationToken">Cancels the question.</param>
    /// <returns>The body of a <c>200</c>.</returns>
    /// <exception cref="RoiSourceUnavailableException">There is none.</exception>
    public async Task<byte[]> AskAsync(HttpContent? content, Uri address, string accept, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = new(content is null ? HttpMethod.Get : HttpMethod.Post, address) { Content = content };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(accept));

        // A server that does not know a part of a search has to say so, instead of leaving it out.
        request.Headers.TryAddWithoutValidation("Prefer", "handling=strict");
        AddCredential(request);
        try
        {
            using HttpClient client = clients.CreateClient(ClientName);
            using HttpResponseMessage response = await client.SendAsync(request, cancellationToken);
            return response.StatusCode == HttpStatusCode.OK
                ? await response.Content.ReadAsByteArrayAsync(cancellationToken)
                : throw new RoiSourceUnavailableException($"The ROI source answered {(int)response.StatusCode}.");
        }
        catch (Exception fault) when (fault is HttpRequestException or TimeoutRejectedException or BrokenCircuitException
            || (fault is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new RoiSourceUnavailableException($"The ROI source did not answer: {fault.GetType().Name}.", fault);
        }
    }

    private void AddCredential(HttpRequestMessage request)
    {
        if (options.Credential is not { Header: { Length: > 0 } header, FromFile: { Length: > 0 } file })
        {
            return;
        }

        // Read for each question: it may be replaced while the gateway runs, and a question costs more than a look at a small file.
        if (VendorCredentialFile.TryRead(file, out string value) is { } problem)
        {
            throw new RoiSourceUnavailableException($"Consent:Credential:FromFile: {problem}");
        }

        request.Headers.TryAddWithoutValidation(header, value);
    }
}
