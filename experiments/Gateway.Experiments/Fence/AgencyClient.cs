using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace HmisGateway.Experiments.Fence;

/// <summary>The agency system of the fence experiments.</summary>
internal sealed class AgencyClient(Uri gateway, string key) : IDisposable
{
    /// <summary>The id of the agency.</summary>
    public const string AgencyId = "shelter";

    /// <summary>In every HMIS: the client with Full Sharing whom the notes with mentions are about.</summary>
    public const int OtherVendorId = 1001;

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(120) };

    /// <summary>Sends a request; what it is answered.</summary>
    public async Task<(int Status, JsonElement Body)> SendAsync(HttpMethod method, string path, string? body)
    {
        using HttpRequestMessage request = new(method, new Uri(gateway, path));
        request.Headers.Add("Hmis-Gateway-Key", key);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        try
        {
            using HttpResponseMessage response = await _http.SendAsync(request, CancellationToken.None);
            string text = await response.Content.ReadAsStringAsync(CancellationToken.None);
            using JsonDocument document = JsonDocument.Parse(text.Length == 0 ? "{}" : text);
            return ((int)response.StatusCode, document.RootElement.Clone());
        }
        catch (HttpRequestException)
        {
            // The gateway was killed.
            return (0, default);
        }
    }

    /// <summary>Records a form.</summary>
    /// <returns>The answer.</returns>
    public async Task<JsonElement> RecordAsync(string clientId, string form)
    {
        (int status, JsonElement body) = await SendAsync(HttpMethod.Put, $"/_gateway/v1/clients/{clientId}/roi", form);
        return status == 200 ? body : throw new ExperimentFailedException($"The form of {clientId} was answered {status}: {body}");
    }

    public void Dispose() => _http.Dispose();
}
