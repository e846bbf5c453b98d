using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;

namespace HmisGateway.Experiments.Revocation;

/// <summary>The agency system, which may call any replica.</summary>
internal sealed class ReplicaClient(string key) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, PooledConnectionIdleTimeout = TimeSpan.FromSeconds(1) })
    {
        Timeout = TimeSpan.FromSeconds(90),
    };

    /// <summary>Sends a call to a replica.</summary>
    /// <param name="replica">Which one.</param>
    /// <param name="method">The method.</param>
    /// <param name="path">The path.</param>
    /// <param name="body">JSON, or null.</param>
    /// <param name="mark">Forwarded to the vendor with the first bytes; null for calls that are not.</param>
    /// <returns>The answer; status 0 when there was none.</returns>
    public async Task<ReplicaAnswer> SendAsync(Replica replica, HttpMethod method, string path, byte[]? body = null, string? mark = null)
    {
        using HttpRequestMessage request = new(method, new Uri(replica.Gateway.Address, path));
        request.Headers.Add("Hmis-Gateway-Key", key);
        request.Headers.Add("Hmis-Gateway-Actor", "experiment");
        request.Headers.Add("Hmis-Gateway-Reason", "acceptance-test");
        if (mark is not null)
        {
            request.Headers.TryAddWithoutValidation("User-Agent", mark);
        }

        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        try
        {
            using HttpResponseMessage response = await _http.SendAsync(request, CancellationToken.None);
            byte[] content = await response.Content.ReadAsByteArrayAsync(CancellationToken.None);
            return new ReplicaAnswer(Stopwatch.GetTimestamp(), (int)response.StatusCode, content, response.Headers.Location, response.Headers.Date);
        }
        catch (Exception fault) when (fault is HttpRequestException or TaskCanceledException)
        {
            return new ReplicaAnswer(Stopwatch.GetTimestamp(), 0, [], null, null);
        }
    }

    /// <summary>Records a form.</summary>
    public Task<ReplicaAnswer> RecordAsync(Replica replica, string clientId, string form) =>
        SendAsync(replica, HttpMethod.Put, $"/_gateway/v1/clients/{clientId}/roi", Encoding.UTF8.GetBytes(form));

    public void Dispose() => _http.Dispose();
}
