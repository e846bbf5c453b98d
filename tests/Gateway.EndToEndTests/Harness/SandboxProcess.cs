using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using HmisGateway.Testing;

namespace HmisGateway.EndToEndTests.Harness;

/// <summary>The sandbox as a newcomer starts it: one process with gateway, simulated vendor and seeded agency.</summary>
public sealed class SandboxProcess : IAsyncLifetime
{
    private readonly TestFolder _folder = new();
    private GatewayProcess? _process;

    public HttpClient Http { get; } = new(new SocketsHttpHandler { AutomaticDecompression = System.Net.DecompressionMethods.None });

    public Uri Gateway { get; private set; } = null!;

    public Uri Management { get; private set; } = null!;

    public Uri Vendor { get; private set; } = null!;

    public string Key { get; private set; } = "";

    public string DataDirectory => _folder.File("data");

    public GatewayProcess Process => _process!;

    public async ValueTask InitializeAsync() => await StartAsync();

    public async Task StartAsync()
    {
        string readyFile = _folder.File("ready.json");
        File.Delete(readyFile);
        _process = GatewayProcess.Start(
            ["sandbox", "--port", Port(), "--vendor-port", Port(), "--management-port", Port(), "--data", DataDirectory, "--ready-file", readyFile],
            workingDirectory: _folder.Path);
        await _process.WaitUntilAsync(() => Task.FromResult(File.Exists(readyFile) && new FileInfo(readyFile).Length > 0));
        JsonNode ready = JsonNode.Parse(await File.ReadAllTextAsync(readyFile))!;
        Gateway = new Uri(ready["gateway"]!.GetValue<string>());
        Management = new Uri(ready["management"]!.GetValue<string>());
        Vendor = new Uri(ready["vendor"]!.GetValue<string>());
        Key = ready["key"]!.GetValue<string>();
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        Http.Dispose();
        _folder.Dispose();
    }

    /// <summary>Sends a request as the agency system would.</summary>
    public async Task<Answer> SendAsync(
        HttpMethod method, string path, byte[]? body = null, string? client = null, string? key = null, string contentType = "application/json",
        params (string Name, string Value)[] headers)
    {
        using HttpRequestMessage request = new(method, new Uri(Gateway.GetLeftPart(UriPartial.Authority) + path));
        request.Headers.Add("Hmis-Gateway-Key", key ?? Key);
        if (client is not null)
        {
            request.Headers.Add("Hmis-Gateway-Client", client);
        }

        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        }

        foreach ((string name, string value) in headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                request.Content!.Headers.TryAddWithoutValidation(name, value);
            }
        }

        using HttpResponseMessage response = await Http.SendAsync(request, TestContext.Current.CancellationToken);
        return new Answer(
            (int)response.StatusCode,
            await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken),
            response.Content.Headers.ContentType?.ToString(),
            response.Headers.Concat(response.Content.Headers).ToDictionary(h => h.Key, h => string.Join(",", h.Value), StringComparer.OrdinalIgnoreCase));
    }

    public Task<Answer> SendAsync(HttpMethod method, string path, string json, string? client = null, string? key = null) =>
        SendAsync(method, path, Encoding.UTF8.GetBytes(json), client, key);

    /// <summary>The content of an offline item, as compliance staff read it.</summary>
    public async Task<byte[]> ReadBackAsync(string receipt, string? key = null)
    {
        Answer answer = await SendAsync(HttpMethod.Get, $"/_gateway/v1/offline/{receipt}/content", key: key,
            headers: [("Hmis-Gateway-Actor", "test"), ("Hmis-Gateway-Reason", "acceptance-test")]);
        answer.Status.ShouldBe(200, answer.Text);
        return answer.Body;
    }

    /// <summary>What the simulated vendor received.</summary>
    public async Task<JsonArray> ReceivedAsync()
    {
        string json = await Http.GetStringAsync(new Uri(Vendor, "/received"), TestContext.Current.CancellationToken);
        return JsonNode.Parse(json)!.AsArray();
    }

    public async Task ClearReceivedAsync() =>
        (await Http.DeleteAsync(new Uri(Vendor, "/received"), TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();

    /// <summary>Adds an agency with the command line, while the gateway runs; its key.</summary>
    public async Task<string> AddAgencyAsync(string id, string type = "standard")
    {
        (int exitCode, string output, string error) = await VerbAsync("agency", "add", id, "--name", "Agency " + id, "--type", type, "--output", "json");
        exitCode.ShouldBe(0, error);
        return JsonDocument.Parse(output).RootElement.GetProperty("key").GetString()!;
    }

    public Task<(int ExitCode, string Output, string Error)> VerbAsync(params string[] arguments) =>
        GatewayProcess.RunAsync([.. arguments, "--data", DataDirectory], workingDirectory: _folder.Path);

    private static string Port() => LoopbackPorts.Take().ToString(System.Globalization.CultureInfo.InvariantCulture);
}
