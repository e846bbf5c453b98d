using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace HmisGateway.Tests.Consent.Sources;

/// <summary>The other side of an HTTP client: notes each request and answers what was put in line.</summary>
internal sealed class RecordingHandler : HttpMessageHandler, IHttpClientFactory
{
    public List<(HttpMethod Method, Uri Address, string Body)> Requests { get; } = [];

    public HttpRequestHeaders? Headers { get; private set; }

    public Queue<(HttpStatusCode Status, string Body)> Answers { get; } = new();

    public HttpClient CreateClient(string name) => new(this, disposeHandler: false);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Requests.Add((request.Method, request.RequestUri!, request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken)));
        Headers = request.Headers;
        (HttpStatusCode status, string body) = Answers.Dequeue();
        return new HttpResponseMessage(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
    }
}
