using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using HmisGateway.EndToEndTests.Harness;

namespace HmisGateway.EndToEndTests.Wire;

/// <summary>HTTP/2 is spoken with TLS; the rules are the same, and what goes to the vendor is HTTP/1.1 of the gateway's own making.</summary>
public sealed class Http2Tests : IClassFixture<TlsGateway>, IDisposable
{
    private const string Create = """{"client":{"first_name":"Ada","last_name":"Quill"}}""";
    private readonly TlsGateway _gateway;
    private readonly HttpClient _http;
    private int _connections;

    public Http2Tests(TlsGateway gateway)
    {
        _gateway = gateway;
        gateway.Vendor.Clear();
        _http = new HttpClient(new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = static (_, certificate, _, _) => certificate?.Subject == "CN=gateway" },
            ConnectCallback = ConnectAsync,
        })
        {
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
    }

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task A_write_over_http_2_arrives_as_a_plain_request_of_http_1_1()
    {
        (HttpStatusCode status, string text) = await SendAsync(HttpMethod.Post);

        status.ShouldBe(HttpStatusCode.OK, text);
        _gateway.Vendor.Text.ShouldStartWith("POST /clients HTTP/1.1\r\n");
        _gateway.Vendor.Text.ShouldEndWith("\r\n\r\n" + Create);
        _gateway.Vendor.Text.ShouldContain($"Content-Length: {Create.Length}\r\n");
    }

    [Fact]
    public async Task Extended_connect_is_refused()
    {
        using HttpRequestMessage request = Request(HttpMethod.Connect);
        request.Headers.Protocol = "websocket";

        using HttpResponseMessage answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        answer.Headers.Contains("Hmis-Gateway-Decision").ShouldBeFalse();
        _gateway.Vendor.Text.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("X_A", "b")]
    [InlineData("X-HTTP-Method-Override", "DELETE")]
    [InlineData("Expect", "200-ok")]
    public async Task What_can_be_read_in_two_ways_is_kept_and_ends_the_connection(string name, string value)
    {
        (HttpStatusCode status, string text) = await SendAsync(HttpMethod.Post, (name, value));
        (HttpStatusCode next, _) = await SendAsync(HttpMethod.Post);

        status.ShouldBe(HttpStatusCode.Forbidden, text);
        JsonNode.Parse(text)!["code"]!.GetValue<string>().ShouldBe("payload_unreadable");
        JsonNode.Parse(text)!["preserved"]!.GetValue<bool>().ShouldBeTrue();
        next.ShouldBe(HttpStatusCode.OK);
        _connections.ShouldBe(2);
        _gateway.Vendor.Text.Split("POST /").Length.ShouldBe(2);
    }

    private HttpRequestMessage Request(HttpMethod method)
    {
        HttpRequestMessage request = new(method, new Uri(_gateway.Address, "/clients"))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        request.Headers.Add("Hmis-Gateway-Key", _gateway.Keys["north"]);
        request.Headers.Add("Hmis-Gateway-Client", "north-1");
        return request;
    }

    private async Task<(HttpStatusCode Status, string Text)> SendAsync(HttpMethod method, params (string Name, string Value)[] headers)
    {
        using HttpRequestMessage request = Request(method);
        request.Content = new StringContent(Create, Encoding.UTF8, "application/json");
        foreach ((string name, string value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using HttpResponseMessage answer = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        answer.Version.ShouldBe(HttpVersion.Version20);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _connections);
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }
}
