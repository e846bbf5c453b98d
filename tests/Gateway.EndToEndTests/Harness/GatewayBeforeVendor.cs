using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using HmisGateway.Testing;

namespace HmisGateway.EndToEndTests.Harness;

/// <summary>The gateway as it is installed, in a process of its own, before a vendor that records every byte. It can be killed and started again.</summary>
public sealed class GatewayBeforeVendor : IAsyncLifetime
{
    private readonly TestFolder _folder = new();
    private readonly string _gateway = $"http://127.0.0.1:{LoopbackPorts.Take()}";
    private readonly string _management = $"http://127.0.0.1:{LoopbackPorts.Take()}";
    private GatewayProcess? _process;

    public RecordingVendor Vendor { get; } = new();

    public HttpClient Http { get; } = new(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.None, UseProxy = false });

    public Uri Gateway => new(_gateway);

    public Uri Management => new(_management);

    public string DataDirectory => _folder.File("data");

    public GatewayProcess Process => _process!;

    /// <summary>Key of the agency <c>shelter</c>.</summary>
    public string Key { get; private set; } = "";

    /// <summary>Settings beyond the usual ones; to be set before the start.</summary>
    public Dictionary<string, string> Settings { get; } = [];

    public async ValueTask InitializeAsync()
    {
        Key = await AddAgencyAsync("shelter");
        await StartAsync();
    }

    public async Task StartAsync()
    {
        _process = GatewayProcess.Start(["serve"], AllSettings(), _folder.Path);
        await _process.WaitUntilAsync(IsReadyAsync);
    }

    /// <summary>Ends the process without warning and starts it again on the same data.</summary>
    public async Task RestartAsync()
    {
        await _process!.DisposeAsync();
        await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        await Vendor.DisposeAsync();
        Http.Dispose();
        _folder.Dispose();
    }

    /// <summary>Adds an agency; its key.</summary>
    public async Task<string> AddAgencyAsync(string id, string type = "standard")
    {
        (int exitCode, string output, string error) = await VerbAsync("agency", "add", id, "--name", "Agency " + id, "--type", type, "--output", "json");
        exitCode.ShouldBe(0, error);
        return JsonDocument.Parse(output).RootElement.GetProperty("key").GetString()!;
    }

    public Task<(int ExitCode, string Output, string Error)> VerbAsync(params string[] arguments) =>
        GatewayProcess.RunAsync(arguments, AllSettings(), _folder.Path);

    /// <summary>Sends a request as an agency system would.</summary>
    public async Task<Answer> SendAsync(string method, string path, string? body = null, string? key = null, params (string Name, string Value)[] headers)
    {
        using StringContent? content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        return await SendContentAsync(method, path, content, key, headers);
    }

    /// <summary>Sends a request with a body of any type.</summary>
    public async Task<Answer> SendBytesAsync(string method, string path, byte[] body, string contentType, params (string Name, string Value)[] headers)
    {
        using ByteArrayContent content = new(body);
        content.Headers.TryAddWithoutValidation("Content-Type", contentType).ShouldBeTrue(contentType);
        return await SendContentAsync(method, path, content, null, headers);
    }

    /// <summary>Puts a profile of its own before the vendor; to be called before the start.</summary>
    public void UseProfile(string name, string json)
    {
        string folder = _folder.File("profiles");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, name + ".json"), json);
        Settings["Vendor__ProfileDirectory"] = folder;
        Settings["Vendors__0__Profile"] = name;
    }

    private async Task<Answer> SendContentAsync(string method, string path, HttpContent? content, string? key, (string Name, string Value)[] headers)
    {
        using HttpRequestMessage request = new(new HttpMethod(method), new Uri(_gateway + path)) { Content = content };
        request.Headers.Add("Hmis-Gateway-Key", key ?? Key);
        foreach ((string name, string value) in headers)
        {
            (request.Headers.TryAddWithoutValidation(name, value) || request.Content!.Headers.TryAddWithoutValidation(name, value)).ShouldBeTrue(name);
        }

        using HttpResponseMessage response = await Http.SendAsync(request, TestContext.Current.CancellationToken);
        return new Answer(
            (int)response.StatusCode,
            await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken),
            response.Content.Headers.ContentType?.ToString(),
            response.Headers.Concat(response.Content.Headers).ToDictionary(h => h.Key, h => string.Join(",", h.Value), StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>Records a form of an agency's client.</summary>
    public async Task RecordAsync(string client, string choice, string? vendorId = null, string? key = null, string signedOn = "2026-01-10", string? endsOn = null)
    {
        JsonObject form = new() { ["choice"] = choice, ["signedOn"] = signedOn, ["endsOn"] = endsOn, ["vendorId"] = vendorId };
        Answer answer = await SendAsync("PUT", $"/_gateway/v1/clients/{client}/roi", form.ToJsonString(), key);
        answer.Status.ShouldBe(200, answer.Text);
    }

    /// <summary>The metadata of an offline item.</summary>
    public async Task<JsonNode> ShowAsync(string receipt, string? key = null)
    {
        Answer answer = await SendAsync("GET", "/_gateway/v1/offline/" + receipt, key: key);
        answer.Status.ShouldBe(200, answer.Text);
        return answer.Json;
    }

    /// <summary>The items of an agency, of all pages.</summary>
    public async Task<IReadOnlyList<JsonNode>> ListAsync(string query = "", string? key = null)
    {
        List<JsonNode> items = [];
        string? cursor = null;
        do
        {
            JsonNode page = (await SendAsync("GET", $"/_gateway/v1/offline?limit=500&{query}{(cursor is null ? "" : "&after=" + cursor)}", key: key)).Json;
            items.AddRange(page["items"]!.AsArray()!);
            cursor = page["nextCursor"]?.GetValue<string>();
        }
        while (cursor is not null);
        return items;
    }

    /// <summary>The content of an offline item, as compliance staff read it.</summary>
    public async Task<byte[]> ReadBackAsync(string receipt, string? key = null)
    {
        Answer answer = await SendAsync("GET", $"/_gateway/v1/offline/{receipt}/content", null, key,
            ("Hmis-Gateway-Actor", "test"), ("Hmis-Gateway-Reason", "acceptance-test"));
        answer.Status.ShouldBe(200, answer.Text);
        return answer.Body;
    }

    private Dictionary<string, string> AllSettings() => new(Settings)
    {
        ["Vendors__0__Name"] = "hmis",
        ["Vendors__0__BaseAddress"] = Vendor.Address.ToString(),
        ["Vendors__0__Profile"] = Settings.GetValueOrDefault("Vendors__0__Profile", "clarity-rest"),
        ["Storage__DataDirectory"] = DataDirectory,
        ["Gateway__Listen"] = _gateway,
        ["Gateway__Management"] = _management,
    };

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            using HttpResponseMessage ready = await Http.GetAsync(new Uri(_management + "/health/ready"), TestContext.Current.CancellationToken);
            return ready.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
