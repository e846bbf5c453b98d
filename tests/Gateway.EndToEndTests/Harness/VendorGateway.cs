using System.Text;
using System.Text.Json;
using HmisGateway.Testing;

namespace HmisGateway.EndToEndTests.Harness;

/// <summary>The real gateway in front of a recording vendor, which can be killed and started again on the same data.</summary>
public sealed class VendorGateway : IAsyncDisposable
{
    private readonly HttpClient _http = new();
    private readonly Dictionary<string, string> _settings;
    private readonly string _gateway = $"http://127.0.0.1:{LoopbackPorts.Take()}";
    private readonly string _management = $"http://127.0.0.1:{LoopbackPorts.Take()}";
    private GatewayProcess? _process;
    private string _key = "";

    public VendorGateway(System.Net.IPEndPoint? vendor = null) => _settings = new Dictionary<string, string>
    {
        ["Vendors__0__Name"] = "hmis",
        ["Vendors__0__BaseAddress"] = vendor is null ? Vendor.Address.ToString() : $"http://{vendor}",
        ["Vendors__0__Profile"] = "clarity-rest",
        ["Storage__DataDirectory"] = DataDirectory,
        ["Gateway__Listen"] = _gateway,
        ["Gateway__Management"] = _management,
    };

    public TestFolder Folder { get; } = new();

    public RecordingVendor Vendor { get; } = new();

    public string DataDirectory => Folder.File("data");

    public GatewayProcess Process => _process ?? throw new InvalidOperationException("Not started.");

    /// <summary>Adds the agency, starts, and puts <c>full-1</c> (vendor id 1001) on file.</summary>
    public async Task StartAsync()
    {
        (int exitCode, string added, string error) = await VerbAsync("agency", "add", "shelter", "--name", "Shelter", "--output", "json");
        exitCode.ShouldBe(0, error);
        _key = JsonDocument.Parse(added).RootElement.GetProperty("key").GetString()!;
        await RestartAsync();
        (await SendAsync("PUT", "/_gateway/v1/clients/full-1/roi", """{"choice":"full","signedOn":"2026-01-01","vendorId":"1001"}""")).Status.ShouldBe(200);
    }

    /// <summary>Starts the process that is not running, and waits until it is ready.</summary>
    public async Task RestartAsync()
    {
        _process = GatewayProcess.Start(["serve"], _settings, Folder.Path);
        await _process.WaitUntilAsync(IsReadyAsync);
    }

    public Task KillAsync() => Process.KillAsync();

    public Task<(int ExitCode, string Output, string Error)> VerbAsync(params string[] arguments) =>
        GatewayProcess.RunAsync(arguments, _settings, Folder.Path);

    public async Task<(int Status, JsonElement Body)> SendAsync(string method, string path, string? body)
    {
        using HttpRequestMessage request = new(new HttpMethod(method), new Uri(_gateway + path));
        request.Headers.Add("Hmis-Gateway-Key", _key);
        request.Headers.Add("Hmis-Gateway-Actor", "test");
        request.Headers.Add("Hmis-Gateway-Reason", "acceptance-test");
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        using HttpResponseMessage response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        string text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, text.Length == 0 ? default : JsonDocument.Parse(text).RootElement);
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        await Vendor.DisposeAsync();
        _http.Dispose();
        Folder.Dispose();
    }

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            using HttpResponseMessage ready = await _http.GetAsync(new Uri(_management + "/health/ready"), TestContext.Current.CancellationToken);
            return ready.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
