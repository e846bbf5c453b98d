using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace HmisGateway.Management;

/// <summary>Calls the management operations of a gateway.</summary>
internal sealed class ManagementClient : IDisposable
{
    private readonly HttpClient _http;

    /// <summary>Creates a client.</summary>
    /// <param name="address">The management address.</param>
    /// <param name="token">The bearer token.</param>
    public ManagementClient(Uri address, string token)
    {
        // An import takes as long as it takes; Ctrl-C ends it.
        _http = ManagementHttp.Create(address, Timeout.InfiniteTimeSpan);
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    /// <summary>Reads.</summary>
    public Task<ManagementAnswer<T>> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, path, content: null, type, cancellationToken);

    /// <summary>Asks for something without a body.</summary>
    public Task<ManagementAnswer<T>> PostAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, path, content: null, type, cancellationToken);

    /// <summary>Asks for something with a JSON body.</summary>
    public async Task<ManagementAnswer<T>> PostAsync<TBody, T>(
        string path, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using JsonContent content = JsonContent.Create(body, bodyType);
        return await SendAsync(HttpMethod.Post, path, content, type, cancellationToken);
    }

    /// <summary>Asks for something with any body.</summary>
    public Task<ManagementAnswer<T>> PostAsync<T>(string path, HttpContent content, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, path, content, type, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static async Task<ManagementAnswer<T>> RefusalAsync<T>(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        int status = (int)response.StatusCode;
        ManagementProblem? problem = null;
        if (response.Content.Headers.ContentType?.MediaType is "application/json")
        {
            try
            {
                problem = await response.Content.ReadFromJsonAsync(ManagementJson.Default.ManagementProblem, cancellationToken);
            }
            catch (JsonException)
            {
                // Whatever it is, it is not this gateway's problem body; the status says enough.
            }
        }

        return new ManagementAnswer<T>.Refused(new ManagementRefusal(status, problem?.Problem ?? (status == StatusCodes.Status401Unauthorized
            ? "the gateway does not accept the management token. Was it started anew meanwhile? Try again."
            : $"the gateway answered {status} on its management address.")));
    }

    private async Task<ManagementAnswer<T>> SendAsync<T>(
        HttpMethod method, string path, HttpContent? content, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = new(method, new Uri(path, UriKind.Relative)) { Content = content };
        using HttpResponseMessage response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            return await RefusalAsync<T>(response, cancellationToken);
        }

        T value = await response.Content.ReadFromJsonAsync(type, cancellationToken)
            ?? throw new IOException("The gateway's management answer is empty.");
        return new ManagementAnswer<T>.Answered(value);
    }
}
