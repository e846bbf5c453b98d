using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using HmisGateway.Testing;

namespace HmisGateway.EndToEndTests.Harness;

/// <summary>The real gateway process in front of a vendor that records every byte; one agency, <c>full-1</c> is 1001, <c>none-1</c> is 1003.</summary>
public sealed partial class ServingGateway : IAsyncLifetime
{
    private readonly TestFolder _folder = new();
    private readonly HttpClient _http = new();
    private GatewayProcess? _process;
    private Dictionary<string, string> _settings = [];

    public RecordingVendor Vendor { get; } = new();

    public Uri Gateway { get; } = LoopbackPorts.TakeAddress();

    public Uri Management { get; } = LoopbackPorts.TakeAddress();

    public string Key { get; private set; } = "";

    public GatewayProcess Process => _process!;

    /// <summary>The data directory of the process, with the keys.</summary>
    public string DataDirectory => _folder.File("data");

    /// <summary>A file beside the data directory.</summary>
    public string FileBeside(string name) => _folder.File(name);

    /// <summary>The process as one of several replicas; do not dispose it.</summary>
    public ServingReplica AsReplica() => new(Process, Gateway);

    /// <summary>Settings of the process, as environment variables; add to them before it is started.</summary>
    public Dictionary<string, string> Settings { get; } = [];

    public async ValueTask InitializeAsync()
    {
        Dictionary<string, string> settings = new(Settings)
        {
            // Nobody listens there: a gateway that asked a proxy would reach no vendor.
            ["http_proxy"] = "http://127.0.0.1:9",
            ["all_proxy"] = "http://127.0.0.1:9",
            ["Vendors__0__Name"] = "hmis",
            ["Vendors__0__BaseAddress"] = Vendor.Address.ToString(),
            ["Vendors__0__Profile"] = "clarity-rest",
            ["Storage__DataDirectory"] = DataDirectory,
            ["Gateway__Listen"] = Gateway.ToString(),
            ["Gateway__Management"] = Management.ToString(),
        };
        Key = await AddAgencyAsync("shelter", settings);
        OtherKey = await AddAgencyAsync("other", settings);
        _settings = settings;
        await StartAsync();
        await RecordAsync(Key, "full-1", """{"choice":"full","signedOn":"2026-01-01","vendorId":"1001"}""");
        await RecordAsync(Key, "none-1", """{"choice":"none","signedOn":"2026-01-01","vendorId":"1003"}""");
        await RecordAsync(OtherKey, "full-2", """{"choice":"full","signedOn":"2026-01-01","vendorId":"1002"}""");
    }

    /// <summary>Starts the process, again after it has ended.</summary>
    /// <param name="health">What is waited for: <c>ready</c>, or <c>startup</c> where it will not be ready.</param>
    public async Task StartAsync(string health = "ready")
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        _process = GatewayProcess.Start(["serve"], _settings, _folder.Path);
        await _process.WaitUntilAsync(() => IsAsync(health, Management));
    }

    /// <summary>Runs a verb with the settings of the process.</summary>
    public Task<(int ExitCode, string Output, string Error)> VerbAsync(params string[] arguments) => GatewayProcess.RunAsync(arguments, _settings);

    /// <summary>Another replica on the same storage, with listeners and a data directory of its own; dispose it.</summary>
    public async Task<ServingReplica> StartReplicaAsync(string name)
    {
        Uri listen = LoopbackPorts.TakeAddress();
        Uri management = LoopbackPorts.TakeAddress();
        GatewayProcess process = GatewayProcess.Start(["serve"], new Dictionary<string, string>(_settings)
        {
            ["Storage__DataDirectory"] = _folder.File(name),
            ["Keys__Directory"] = Path.Combine(DataDirectory, "keys"),
            ["Gateway__Listen"] = listen.ToString(),
            ["Gateway__Management"] = management.ToString(),
        });
        await process.WaitUntilAsync(() => IsAsync("ready", management));
        return new ServingReplica(process, listen);
    }

    /// <summary>Sends a call to a replica.</summary>
    public Task<Answer> SendAsync(
        ServingReplica replica, string method, string path, string? json = null, string? key = null, params (string Name, string Value)[] headers) =>
        SendAsync(replica.Listen, method, path, json, key, headers);

    /// <summary>The key of a second agency, whose client <c>full-2</c> is 1002.</summary>
    public string OtherKey { get; private set; } = "";

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        await Vendor.DisposeAsync();
        _http.Dispose();
        _folder.Dispose();
    }

    /// <summary>Sends a call as an agency system would.</summary>
    public Task<Answer> SendAsync(string method, string path, string? json = null, string? key = null, params (string Name, string Value)[] headers) =>
        SendAsync(Gateway, method, path, json, key, headers);

    private async Task<Answer> SendAsync(Uri gateway, string method, string path, string? json, string? key, (string Name, string Value)[] headers)
    {
        using HttpRequestMessage request = new(new HttpMethod(method), new Uri(gateway.GetLeftPart(UriPartial.Authority) + path));
        request.Headers.Add("Hmis-Gateway-Key", key ?? Key);
        foreach ((string name, string value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        if (json is not null)
        {
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        }

        using HttpResponseMessage response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        return new Answer(
            (int)response.StatusCode,
            await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken),
            response.Content.Headers.ContentType?.ToString(),
            response.Headers.Concat(response.Content.Headers).ToDictionary(h => h.Key, h => string.Join(",", h.Value), StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>The content of an offline item, read back through the agency API.</summary>
    public async Task<byte[]> ReadBackAsync(string receipt)
    {
        Answer answer = await SendAsync("GET", $"/_gateway/v1/offline/{receipt}/content", null, null,
            ("Hmis-Gateway-Actor", "test"), ("Hmis-Gateway-Reason", "acceptance-test"));
        answer.Status.ShouldBe(200, answer.Text);
        return answer.Body;
    }

    /// <summary>How many items the offline queue holds for the agency.</summary>
    public async Task<int> CountItemsAsync()
    {
        int count = 0;
        string after = "";
        while (true)
        {
            JsonNode page = (await SendAsync("GET", "/_gateway/v1/offline?limit=100" + after)).Json;
            count += page["items"]!.AsArray().Count;
            if (page["nextCursor"]?.GetValue<string>() is not { } cursor)
            {
                return count;
            }

            after = "&after=" + Uri.EscapeDataString(cursor);
        }
    }

    /// <summary>How often the gateway gave each reason for a refusal, by the metrics of refusals.</summary>
    public async Task<Dictionary<string, int>> ReasonsAsync()
    {
        string text = await _http.GetStringAsync(new Uri(Management, "/metrics"), TestContext.Current.CancellationToken);
        Dictionary<string, int> reasons = [];
        foreach (Match line in Refusal().Matches(text))
        {
            reasons[line.Groups[1].Value] = int.Parse(line.Groups[2].Value, System.Globalization.CultureInfo.InvariantCulture);
        }

        return reasons;
    }

    private static async Task<string> AddAgencyAsync(string id, Dictionary<string, string> settings)
    {
        (int exitCode, string added, string error) = await GatewayProcess.RunAsync(["agency", "add", id, "--name", id, "--output", "json"], settings);
        exitCode.ShouldBe(0, error);
        return JsonNode.Parse(added)!["key"]!.GetValue<string>();
    }

    private async Task RecordAsync(string key, string client, string roi)
    {
        Answer answer = await SendAsync("PUT", $"/_gateway/v1/clients/{client}/roi", roi, key);
        answer.Status.ShouldBe(200, answer.Text);
    }

    /// <summary>Whether the process says that it is ready.</summary>
    public Task<bool> IsReadyAsync() => IsAsync("ready", Management);

    /// <summary>What the process answers about its readiness.</summary>
    public async Task<int> ReadinessAsync()
    {
        using HttpResponseMessage ready = await _http.GetAsync(new Uri(Management, "/health/ready"), TestContext.Current.CancellationToken);
        return (int)ready.StatusCode;
    }

    private async Task<bool> IsAsync(string health, Uri management)
    {
        try
        {
            using HttpResponseMessage ready = await _http.GetAsync(new Uri(management, $"/health/{health}"), TestContext.Current.CancellationToken);
            return ready.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    [GeneratedRegex("""^hmis_gateway_(?:request_framing_refused|request_body_rejected|divert_reasons)_total\{.*?reason="([a-z0-9_]+)".*?\} ([0-9]+)""", RegexOptions.Multiline)]
    private static partial Regex Refusal();
}
